package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * An interrupt makes the vCPU leave the guest, and KVM enters it again, or returns to userspace. Of a vCPU outside the
 * guest it does nothing. Returns a {@link RunEnd}.
 *
 * <p>The TDX module is not asked: an asynchronous exit takes the vCPU out of the epoch's count and gives the TDR back.
 *
 * <p>Source: td_exit.c, async_tdexit_to_vmm(); handle_external_interrupt(). Assumed: after the last operation, and
 * after {@code enter}, KVM_RUN returns, as if a signal had come with the interrupt.
 */
final class GuestLeave extends Procedure {
    private static final Kind KIND = Kind.of("guest_leave");
    private static final Step[] STEPS = At.values();

    private final Vcpu vcpu;
    private final VcpuRun.Until until;

    /** {@code until}: ENTERED to go on in the guest, LEFT to be in userspace. */
    GuestLeave(Vcpu vcpu, VcpuRun.Until until) {
        super(At.TD_EXIT);
        this.vcpu = vcpu;
        this.until = until;
    }

    private enum At implements Step {
        TD_EXIT(Access.RACY),
        LEAVE(Access.LOCAL),
        LEFT(Access.LOCAL);

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
        return at() == At.TD_EXIT && isTd() && vcpu.isInGuest();
    }

    private boolean isTd() {
        return vcpu.kvm().type().hasMirror();
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case TD_EXIT -> tdExit(t, fx);
            case LEAVE -> call(t, new VcpuRun(vcpu, Exit.INTERRUPT, until), At.LEFT);
            case LEFT -> ret(t, t.takeResult());
        };
    }

    private Go tdExit(KernelThread t, Fx fx) {
        if (!vcpu.isInGuest()) {
            return ret(t, RunEnd.LEFT.ordinal());
        }
        if (isTd()) {
            vcpu.tdExit(fx);
        }
        return go(At.LEAVE);
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
