package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.vm.TdWords;

/**
 * KVM_TDX_FINALIZE_VM: the image is complete, and the TD can run. Returns 0, -EINVAL of a TD that is final or has pages
 * that were mapped and not added, -EBUSY if a lock of the module was taken, or -EIO after a KVM_BUG_ON.
 *
 * <p>Requires: the locks of {@link TdBuild#finalizeTd}.
 *
 * <p>Source: tdx_td_finalize().
 */
final class TdxTdFinalize extends Procedure {
    private static final Kind KIND = Kind.of("tdx_td_finalize");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;

    TdxTdFinalize(Kvm kvm) {
        super(At.STATE);
        this.kvm = kvm;
    }

    private enum At implements Step {
        STATE(Access.RACY),
        PREMAPPED(Access.RACY),
        SEAMCALL(Access.LOCAL),
        RETURNED(Access.LOCAL),
        BUGGED(Access.LOCAL),
        RUNNABLE(Access.RACY),
        ALLOW(Access.RACY);

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
        return switch ((At) at()) {
            case STATE, RUNNABLE, ALLOW -> fx.isReachable(kvm.td().state());
            case PREMAPPED -> fx.isReachable(kvm.td().premapped());
            case SEAMCALL, RETURNED, BUGGED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case STATE -> state(t, fx);
            case PREMAPPED -> fx.read(kvm.td().premapped()) != 0 ? ret(t, Errno.EINVAL) : go(At.SEAMCALL);
            case SEAMCALL -> {
                fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_MR_FINALIZE, kvm.tdr(), 0, 0));
                yield await(At.RETURNED);
            }
            case RETURNED -> returned(t, fx);
            case BUGGED -> {
                t.takeResult();
                yield ret(t, Errno.EIO);
            }
            case RUNNABLE -> {
                fx.write(kvm.td().state(), TdWords.State.RUNNABLE.ordinal());
                yield go(At.ALLOW);
            }
            case ALLOW -> {
                fx.write(kvm.td().preFault(), TdWords.ALLOWED);
                yield ret(t, 0);
            }
        };
    }

    private Go state(KernelThread t, Fx fx) {
        if (fx.read(kvm.td().state()) == TdWords.State.RUNNABLE.ordinal()) {
            return ret(t, Errno.EINVAL);
        }
        return go(kvm.has(KernelSwitch.PREMAP_OR_PAGE_ADD) ? At.SEAMCALL : At.PREMAPPED);
    }

    private Go returned(KernelThread t, Fx fx) {
        long status = t.<Tdx.Return>reply().status();
        if (TdxStatus.SUCCESS.is(status)) {
            return go(At.RUNNABLE);
        }
        return TdxStatus.isBusy(status)
                ? ret(t, Errno.EBUSY)
                : call(t, KvmVmDead.bugOn(kvm, BugOn.MR_FINALIZE, status, fx), At.BUGGED);
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
    protected void locals(Fields f) {}
}
