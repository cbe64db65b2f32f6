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
 * <p>Simplified: of a vCPU that is in the guest neither has anything to do; the exit by an interrupt that ends
 * {@code enter} is left out.
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
        RAN;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case RUN -> vcpu.isInGuest() ? ret(t, OpResult.OK.ordinal()) : call(t, new VcpuRun(vcpu, until), At.RAN);
            case RAN -> ret(t, RunEnd.of(t.takeResult()).result().ordinal());
        };
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
