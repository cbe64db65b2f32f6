package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * The operations {@code load} and {@code enter}: roots, or roots and an entry. Returns an {@link OpResult}.
 *
 * <p>An entry ends with an exit by an interrupt. Simplified: of a vCPU that is in the guest, {@code load} has nothing
 * to do and {@code enter} is that exit alone.
 */
final class GuestEnter extends Procedure {
    private static final Kind KIND = Kind.of("guest_enter");
    private static final Step[] STEPS = At.values();

    private final Vcpu vcpu;
    private final VcpuRun.Until until;

    GuestEnter(Vcpu vcpu, VcpuRun.Until until) {
        super(At.RUN);
        this.vcpu = vcpu;
        this.until = until;
    }

    private enum At implements Step {
        RUN,
        RAN,
        LEFT;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case RUN -> enter(t);
            case RAN -> ran(t);
            case LEFT -> ret(t, RunEnd.of(t.takeResult()).result().ordinal());
        };
    }

    /** A vCPU that is in the guest already has its roots. */
    private Go enter(KernelThread t) {
        if (until == VcpuRun.Until.ENTERED) {
            return call(t, new GuestRun(vcpu), At.RAN);
        }
        return vcpu.isInGuest() ? ret(t, OpResult.OK.ordinal()) : call(t, new VcpuRun(vcpu, until), At.RAN);
    }

    private Go ran(KernelThread t) {
        RunEnd end = RunEnd.of(t.takeResult());
        return end.isInGuest()
                ? call(t, new GuestLeave(vcpu, VcpuRun.Until.LEFT), At.LEFT)
                : ret(t, end.result().ordinal());
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
