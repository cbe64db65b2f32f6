package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Brings the vCPU to its next guest instruction: into the guest, through the handling of an exit, out and in again for
 * interrupts; and does what userspace does when KVM_RUN returns on the way. Returns a {@link RunEnd}: ENTERED or SERVED
 * in the guest, with no interrupt pending; else how KVM_RUN ended for good.
 *
 * <p>Source: the loop of a VMM's vCPU thread around KVM_RUN.
 */
final class GuestRun extends Procedure {
    private static final Kind KIND = Kind.of("guest_run");
    private static final Step[] STEPS = At.values();

    private final Vcpu vcpu;
    private boolean isServed;

    // Transient: null once the first step has run, which is the caller's, hence not part of the state.
    private transient Exit exit;

    /** To the next instruction, from wherever the vCPU is. */
    GuestRun(Vcpu vcpu) {
        this(vcpu, null);
    }

    /** From an exit of the guest. */
    GuestRun(Vcpu vcpu, Exit exit) {
        super(At.RUN);
        this.vcpu = vcpu;
        this.exit = exit;
    }

    private enum At implements Step {
        RUN,
        RAN,
        BOUNDARY;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    /** An IPI may come between any two instructions. */
    @Override
    protected boolean isCut() {
        return at() == At.BOUNDARY && vcpu.kvm().footprint().hasKicks();
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case RUN -> enter(t);
            case RAN -> ran(t);
            case BOUNDARY -> boundary(t);
        };
    }

    private Go enter(KernelThread t) {
        if (exit != null) {
            Exit handled = exit;
            exit = null;
            return call(t, new VcpuRun(vcpu, handled, VcpuRun.Until.ENTERED), At.RAN);
        }
        return vcpu.isInGuest() ? go(At.BOUNDARY) : call(t, new VcpuRun(vcpu, VcpuRun.Until.ENTERED), At.RAN);
    }

    private Go ran(KernelThread t) {
        RunEnd end = RunEnd.of(t.takeResult());
        if (end == RunEnd.ENTERED) {
            return go(At.BOUNDARY);
        }
        boolean isAnswered = end == RunEnd.EFAULT || end == RunEnd.EINTR;
        if (isAnswered && vcpu.program().onFault() == Program.OnFault.RERUN) {
            isServed |= end == RunEnd.EFAULT;
            return go(At.RUN);
        }
        return ret(t, end.ordinal());
    }

    private Go boundary(KernelThread t) {
        if (vcpu.interrupts().isPending()) {
            return call(t, new GuestLeave(vcpu, VcpuRun.Until.ENTERED), At.RAN);
        }
        return ret(t, (isServed ? RunEnd.SERVED : RunEnd.ENTERED).ordinal());
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
        isServed = f.flag("served", isServed);
    }
}
