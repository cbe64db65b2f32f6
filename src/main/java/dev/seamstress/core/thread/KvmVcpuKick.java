package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.vm.Ipi;
import dev.seamstress.core.vm.VcpuMode;

/**
 * Makes a vCPU leave the guest, if it is there, and does not wait for it. Of a vCPU that no thread runs, nothing.
 * Returns {@link OpResult#OK}.
 *
 * <p>A vCPU that somebody else is kicking already, or that is outside, is left alone.
 *
 * <p>Source: kvm_vcpu_kick(), kvm_arch_vcpu_should_kick(). Simplified: no vCPU is ever halted, so none is woken.
 */
final class KvmVcpuKick extends Procedure {
    private static final Kind KIND = Kind.of("kvm_vcpu_kick");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int vcpu;

    /** {@code vcpu}: its number. */
    KvmVcpuKick(Kvm kvm, int vcpu) {
        super(At.KICK);
        this.kvm = kvm;
        this.vcpu = vcpu;
    }

    private enum At implements Step {
        KICK;

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
            kick(target, fx);
        }
        return ret(t, OpResult.OK.ordinal());
    }

    private void kick(Kvm.VcpuThread target, Fx fx) {
        boolean wasInGuest = fx.compareAndSet(
                target.words().mode(), VcpuMode.IN_GUEST_MODE.ordinal(), VcpuMode.EXITING_GUEST_MODE.ordinal());
        if (wasInGuest) {
            fx.trace(Event.VCPU_KICKED, vcpu);
            fx.send(target.machine(), Ipi.RESCHEDULE);
        }
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
