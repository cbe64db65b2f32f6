package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.vm.Ipi;

/**
 * Makes a signal pending for a vCPU's thread, and interrupts the thread so that the kernel looks. Nothing if no thread
 * runs the vCPU. Returns {@link OpResult#OK}.
 *
 * <p>Source: kernel/signal.c, signal_wake_up_state(); kernel/sched/core.c, kick_process(). Simplified: signals do not
 * queue, a second one is the first.
 */
final class SignalVcpu extends Procedure {
    private static final Kind KIND = Kind.of("signal_wake_up");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int vcpu;

    /** {@code vcpu}: its number. */
    SignalVcpu(Kvm kvm, int vcpu) {
        super(At.SIGNAL);
        this.kvm = kvm;
        this.vcpu = vcpu;
    }

    private enum At implements Step {
        SIGNAL;

        @Override
        public Access access() {
            return Access.RACY;
        }
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return kvm.vcpu(vcpu) != null;
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        Kvm.VcpuThread target = kvm.vcpu(vcpu);
        if (target != null) {
            signal(target, fx);
        }
        return ret(t, OpResult.OK.ordinal());
    }

    /** The store comes first: whoever is interrupted finds it. */
    private void signal(Kvm.VcpuThread target, Fx fx) {
        if (!kvm.footprint().has(Footprint.Can.SIGNAL)) {
            throw new ModelBug("a signal for P" + vcpu + ", and the footprint says that nobody signals");
        }
        fx.write(target.words().signal(), 1);
        fx.trace(Event.SIGNALLED, vcpu);
        fx.send(target.machine(), Ipi.RESCHEDULE);
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
