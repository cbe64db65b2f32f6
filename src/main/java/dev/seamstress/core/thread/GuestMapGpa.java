package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.tdx.Tdx.ExtendedQualification;

/**
 * The guest makes memory private or shared: TDG.VP.VMCALL&lt;MapGPA&gt;, again for the rest when it is told to retry.
 * Returns an {@link OpResult}.
 *
 * <p>The call is only a request. Userspace sets the attributes between KVM_RUNs; see {@link GuestRun}.
 *
 * <p>Source: arch/x86/coco/tdx/tdx.c, tdx_map_gpa(); TDG.VP.VMCALL leaves the guest as tdg_vp_vmcall.c does.
 * Simplified: KVM always makes progress before it says retry, so the guest's limit of retries is never reached; the
 * guest's own page tables are not modelled. Of a VM that is no TD the call is a hypercall, KVM_HC_MAP_GPA_RANGE.
 */
final class GuestMapGpa extends Procedure {
    private static final Kind KIND = Kind.of("guest_map_gpa");
    private static final Step[] STEPS = At.values();

    private final Vcpu vcpu;
    private final ConvertOp op;
    private long next;

    GuestMapGpa(Vcpu vcpu, ConvertOp op) {
        super(At.ENTER);
        this.vcpu = vcpu;
        this.op = op;
        this.next = op.range().start().value();
    }

    private enum At implements Step {
        ENTER(Access.LOCAL),
        ENTERED(Access.LOCAL),
        VMCALL(Access.RACY),
        RETURNED(Access.LOCAL);

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
        return super.isRacy(fx) && isTd();
    }

    private boolean isTd() {
        return vcpu.kvm().type().hasMirror();
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case ENTER -> call(t, new GuestRun(vcpu), At.ENTERED);
            case ENTERED -> entered(t);
            case VMCALL -> vmcall(t, fx);
            case RETURNED -> returned(t);
        };
    }

    private Go entered(KernelThread t) {
        RunEnd end = RunEnd.of(t.takeResult());
        return end.isInGuest() ? go(At.VMCALL) : ret(t, end.result().ordinal());
    }

    private Go vmcall(KernelThread t, Fx fx) {
        if (isTd()) {
            vcpu.tdExit(fx);
        }
        vcpu.mapGpa().call(next, op.range().endExclusive().value(), op.to());
        Exit.Reason reason = isTd() ? Exit.Reason.TDCALL : Exit.Reason.VMCALL;
        return call(t, new GuestRun(vcpu, new Exit(reason, 0, 0, ExtendedQualification.NONE)), At.RETURNED);
    }

    private Go returned(KernelThread t) {
        RunEnd end = RunEnd.of(t.takeResult());
        next = vcpu.mapGpa().next();
        MapGpa.Status status = vcpu.mapGpa().take();
        if (!end.isInGuest()) {
            return ret(t, end.result().ordinal());
        }
        return switch (status) {
            case SUCCESS -> end(t, OpResult.OK);
            case INVALID_OPERAND -> end(t, OpResult.FAILED);
            case RETRY -> go(At.VMCALL);
        };
    }

    private Go end(KernelThread t, OpResult result) {
        vcpu.progress();
        return ret(t, result.ordinal());
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
        next = f.word("next", next);
    }
}
