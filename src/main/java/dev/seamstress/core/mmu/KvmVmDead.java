package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.VmWords;

/**
 * Ends the VM: no vCPU enters the guest again.
 *
 * <p>Source: kvm_vm_dead(), kvm_vm_bugged(). Simplified: the request VM_DEAD of every vCPU is one with {@code vm_dead},
 * which is sticky and set in the same call; where the kernel tests the request, the model reads the flag. A vCPU in the
 * guest is not kicked out; it finds the flag when it leaves.
 */
public final class KvmVmDead extends Procedure {
    private static final Kind KIND = Kind.of("kvm_vm_dead");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private boolean isBug;

    public KvmVmDead(Kvm kvm) {
        this(kvm, false);
    }

    private KvmVmDead(Kvm kvm, boolean isBug) {
        super(At.SET);
        this.kvm = kvm;
        this.isBug = isBug;
    }

    /** Traces a KVM_BUG_ON whose condition holds, and ends the VM. */
    public static KvmVmDead bugOn(Kvm kvm, BugOn what, long detail, Fx fx) {
        fx.trace(Event.BUG_ON, what.ordinal(), detail);
        return new KvmVmDead(kvm, true);
    }

    private enum At implements Step {
        SET;

        @Override
        public Access access() {
            return Access.RACY;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        // A bug outlasts everything; a VM that is killed again stays what it is.
        long dead = kvm.words().dead();
        boolean isNews = isBug ? fx.exchange(dead, VmWords.BUGGED) == 0 : fx.compareAndSet(dead, 0, VmWords.KILLED);
        if (isNews) {
            fx.trace(Event.VM_DEAD);
        }
        return ret(t, 0);
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
        isBug = f.flag("bug", isBug);
    }
}
