package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.GmemFile;

/**
 * The last reference to the guest_memfd file is dropped: what is mapped of it goes, it keeps the VM no more, and then
 * all its pages go. Returns 0.
 *
 * <p>Source: fs/file_table.c, __fput(), which calls kvm_gmem_release(), and that kvm_put_kvm(); fs/inode.c, evict().
 * Simplified: its pages are gone as soon as it is.
 */
final class FputGmem extends Procedure {
    private static final Kind KIND = Kind.of("__fput");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int part;

    FputGmem(Kvm kvm) {
        super(At.RELEASE);
        this.kvm = kvm;
    }

    private enum At implements Step {
        RELEASE(Access.LOCAL),
        PUT_KVM(Access.RACY),
        EVICT(Access.LOCAL);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case RELEASE -> call(t, GmemFileOps.releaseFile(kvm), isShared() ? At.PUT_KVM : At.EVICT);
            case PUT_KVM -> putKvm(t, fx);
            case EVICT -> evict(t);
        };
    }

    private boolean isShared() {
        return kvm.footprint().has(Footprint.Can.SHARE_GMEM_FILE);
    }

    private Go putKvm(KernelThread t, Fx fx) {
        t.takeResult();
        int waiter = GmemFile.waiter(fx.exchange(kvm.gmemFile().state(), GmemFile.GONE));
        if (waiter >= 0) {
            fx.send(waiter, GmemFile.Over.OVER);
        }
        return go(At.EVICT);
    }

    /** The pages that the scenario names, range by range. */
    private Go evict(KernelThread t) {
        t.takeResult();
        if (part == kvm.gfns().size()) {
            return ret(t, 0);
        }
        GfnRange pages = kvm.gfns().get(part++);
        return call(
                t,
                new TruncateGmem(
                        kvm, pages.start().value(), pages.endExclusive().value()),
                At.EVICT);
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return STEPS;
    }

    @Override
    protected void locals(Fields f) {
        part = f.count("part", part);
    }
}
