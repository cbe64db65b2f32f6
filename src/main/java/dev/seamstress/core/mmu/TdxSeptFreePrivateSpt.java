package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.EndWords;

/**
 * Takes the external page of a mirror's table back from the TDX module. Returns 0, -EIO of a page that it does not give
 * back, or -EINVAL after a KVM_BUG_ON: while the TD has its key its tables are the module's, and KVM has no business
 * with them.
 *
 * <p>Source: tdx_sept_free_private_spt(). Assumed: where nobody destroys the VM, it still has its key.
 */
final class TdxSeptFreePrivateSpt extends Procedure {
    private static final Kind KIND = Kind.of("tdx_sept_free_private_spt");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long externalPfn;

    TdxSeptFreePrivateSpt(Kvm kvm, long externalPfn) {
        super(At.KEY);
        this.kvm = kvm;
        this.externalPfn = externalPfn;
    }

    private enum At implements Step {
        KEY(Access.RACY),
        RECLAIMED(Access.LOCAL),
        BUGGED(Access.LOCAL);

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
        return super.isRacy(fx) && kvm.td().end() != null;
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case KEY -> key(t, fx);
            case RECLAIMED -> ret(t, t.takeResult());
            case BUGGED -> {
                t.takeResult();
                yield ret(t, Errno.EINVAL);
            }
        };
    }

    private Go key(KernelThread t, Fx fx) {
        EndWords end = kvm.td().end();
        boolean isFreed = end != null && fx.read(end.hkid()) == EndWords.FREED;
        return isFreed
                ? call(t, new TdxReclaimPage(kvm, externalPfn), At.RECLAIMED)
                : call(t, KvmVmDead.bugOn(kvm, BugOn.TABLE_FREED_WITH_KEY, externalPfn, fx), At.BUGGED);
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
        externalPfn = f.word("external pfn", externalPfn);
    }
}
