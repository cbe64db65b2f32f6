package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.PageFaultHandler;
import dev.seamstress.core.mmu.Pferr;

/**
 * Handles an EPT violation of a VM that is no TD. Returns a {@link dev.seamstress.core.mmu.RetPf} or an errno.
 *
 * <p>Source: vmx.c, handle_ept_violation(); __vmx_handle_ept_violation().
 */
final class HandleEptViolation extends Procedure {
    private static final Kind KIND = Kind.of("handle_ept_violation");
    private static final Step[] STEPS = At.values();

    private final Vcpu vcpu;
    private long gpa;
    private long qualification;

    HandleEptViolation(Vcpu vcpu, Exit exit) {
        super(At.FAULT);
        this.vcpu = vcpu;
        this.gpa = exit.gpa();
        this.qualification = exit.qualification();
    }

    private enum At implements Step {
        FAULT,
        FAULTED;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case FAULT -> fault(t, fx);
            case FAULTED -> ret(t, t.takeResult());
        };
    }

    private Go fault(KernelThread t, Fx fx) {
        fx.trace(Event.KVM_PAGE_FAULT, gpa, qualification);
        long errorCode = Pferr.of(qualification, false);
        return call(t, new PageFaultHandler(vcpu.kvm(), vcpu.mmu(), gpa, errorCode), At.FAULTED);
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
        gpa = f.word("gpa", gpa);
        qualification = f.word("qualification", qualification);
    }
}
