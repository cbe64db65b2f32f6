package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.vm.TdWords;

/**
 * Ends the association of a vCPU with the processor that it last ran on. Returns 0.
 *
 * <p>The processor makes the SEAMCALL, in an interrupt. A vCPU that never ran there, or was flushed before, is not
 * associated, which is no error. One that the TDX module does not know yet needs no flush.
 *
 * <p>Source: tdx_flush_vp_on_cpu(), tdx_flush_vp(). Assumed: a vCPU that no thread runs is associated, if at all, with
 * the processor of who flushes it.
 */
final class TdxFlushVpOnCpu extends Procedure {
    private static final Kind KIND = Kind.of("tdx_flush_vp_on_cpu");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int vcpu;

    TdxFlushVpOnCpu(Kvm kvm, int vcpu) {
        super(At.STAGE);
        this.kvm = kvm;
        this.vcpu = vcpu;
    }

    private enum At implements Step {
        STAGE(Access.RACY),
        CALLED(Access.LOCAL),
        RETURNED(Access.LOCAL),
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
        return super.isRacy(fx) && fx.isReachable(kvm.td().vcpu(vcpu));
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case STAGE -> stage(t, fx);
            case CALLED -> flushed(t, t.<FlushVp.Done>reply().status(), fx);
            case RETURNED -> flushed(t, t.<Tdx.Return>reply().status(), fx);
            case BUGGED -> {
                t.takeResult();
                yield ret(t, 0);
            }
        };
    }

    private Go stage(KernelThread t, Fx fx) {
        if (fx.read(kvm.td().vcpu(vcpu)) != TdWords.Stage.READY.ordinal()) {
            return ret(t, 0);
        }
        Kvm.VcpuThread thread = kvm.vcpu(vcpu);
        if (thread == null) {
            fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_VP_FLUSH, vcpu, 0, 0));
            return await(At.RETURNED);
        }
        fx.send(thread.machine(), FlushVp.Call.CALL);
        return await(At.CALLED);
    }

    private Go flushed(KernelThread t, long status, Fx fx) {
        boolean isFlushed = TdxStatus.SUCCESS.is(status) || TdxStatus.VCPU_NOT_ASSOCIATED.is(status);
        return isFlushed ? ret(t, 0) : call(t, KvmVmDead.bugOn(kvm, BugOn.VP_FLUSH, status, fx), At.BUGGED);
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
        vcpu = f.count("vcpu", vcpu);
    }
}
