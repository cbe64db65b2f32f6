package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VmWords;

/**
 * Ends the VM: every vCPU leaves the guest, and none enters it again.
 *
 * <p>Source: kvm_vm_dead(), kvm_vm_bugged(). Simplified: the bit of the request VM_DEAD is one with {@code vm_dead},
 * which is sticky and set in the same call; where the kernel tests the request, the model reads the flag.
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
        SET(Access.RACY),
        REQUESTED(Access.LOCAL);

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
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case SET -> set(t, fx);
            case REQUESTED -> requested(t);
        };
    }

    /** KVM_BUG() does nothing in a VM that is bugged already. */
    private Go set(KernelThread t, Fx fx) {
        // A bug outlasts everything; a VM that is killed again stays what it is.
        long word = kvm.words().dead();
        long old = isBug ? fx.exchange(word, VmWords.BUGGED) : fx.compareAndExchange(word, 0, VmWords.KILLED);
        if (old == 0) {
            fx.trace(Event.VM_DEAD);
        }
        if (!isBug && !kvm.footprint().has(Footprint.Can.OUTLIVE_VM)) {
            throw new ModelBug(t + " ends the VM, and the footprint says that nothing goes on then");
        }
        if (!kvm.footprint().hasKicks() && kvm.vcpus().size() > 1) {
            throw new ModelBug(t + " ends the VM beside other vCPUs, and the footprint says that nobody kicks");
        }
        boolean isRequested = kvm.footprint().hasKicks() && !(isBug && old == VmWords.BUGGED);
        return isRequested ? call(t, new MakeAllCpusRequest(kvm, VcpuRequest.VM_DEAD), At.REQUESTED) : ret(t, 0);
    }

    private Go requested(KernelThread t) {
        return ret(t, t.takeResult());
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
