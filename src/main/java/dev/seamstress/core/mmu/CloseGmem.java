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
 * The last close of the guest_memfd file: from now on nobody gets a page of it; what is mapped goes, then all pages do.
 * Returns 0, or -EBADF of a file that is closed already.
 *
 * <p>Source: fs/file_table.c, fput(), __fput(), which calls kvm_gmem_release(); fs/inode.c, evict(). Simplified: one
 * userspace has one file descriptor, and nobody else has the file; its pages are gone as soon as it is.
 */
final class CloseGmem extends Procedure {
    private static final Kind KIND = Kind.of("close_gmem");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int part;

    CloseGmem(Kvm kvm) {
        super(At.CLOSE);
        this.kvm = kvm;
    }

    private enum At implements Step {
        CLOSE(Access.RACY),
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
    protected boolean isRacy(Fx fx) {
        return super.isRacy(fx) && fx.isReachable(kvm.gmemFile().state());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case CLOSE -> {
                boolean isLast = fx.compareAndSet(kvm.gmemFile().state(), GmemFile.OPEN, GmemFile.DYING);
                yield isLast ? call(t, GmemFileOps.releaseFile(kvm), At.EVICT) : ret(t, Errno.EBADF);
            }
            case EVICT -> evict(t);
        };
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
