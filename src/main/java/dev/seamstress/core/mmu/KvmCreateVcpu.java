package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.TdWords;

/**
 * KVM_CREATE_VCPU: a vCPU that KVM knows and the TDX module does not yet. Returns 0, -EEXIST, or -EIO of a TD that is
 * final.
 *
 * <p>Requires: kvm->lock held.
 *
 * <p>Source: kvm_vm_ioctl_create_vcpu(), tdx_vcpu_create(). Simplified: kvm->lock is held throughout, where the kernel
 * lets go of it while it allocates.
 */
final class KvmCreateVcpu extends Procedure {
    private static final Kind KIND = Kind.of("kvm_vm_ioctl_create_vcpu");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int vcpu;

    KvmCreateVcpu(Kvm kvm, int vcpu) {
        super(At.EXISTS);
        this.kvm = kvm;
        this.vcpu = vcpu;
    }

    private enum At implements Step {
        EXISTS,
        STATE,
        CREATE;

        @Override
        public Access access() {
            return Access.RACY;
        }
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return fx.isReachable(at() == At.STATE ? kvm.td().state() : kvm.td().vcpu(vcpu));
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case EXISTS -> {
                boolean isNew = fx.read(kvm.td().vcpu(vcpu)) == TdWords.Stage.NONE.ordinal();
                yield isNew ? go(At.STATE) : ret(t, Errno.EEXIST);
            }
            case STATE -> {
                boolean isFinal = fx.read(kvm.td().state()) == TdWords.State.RUNNABLE.ordinal();
                yield isFinal ? ret(t, Errno.EIO) : go(At.CREATE);
            }
            case CREATE -> {
                fx.write(kvm.td().vcpu(vcpu), TdWords.Stage.CREATED.ordinal());
                yield ret(t, 0);
            }
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
    protected void locals(Fields f) {
        vcpu = f.count("vcpu", vcpu);
    }
}
