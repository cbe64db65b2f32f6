package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * The end of a vCPU's column where somebody destroys the VM: the vCPU leaves the guest and KVM_RUN, its file is closed,
 * and its roots wait for whoever destroys it. Returns 0.
 *
 * <p>Source: kvm_vcpu_release(). Simplified: its pointers to roots are moved to where the other thread finds them.
 */
final class CloseVcpu extends Procedure {
    private static final Kind KIND = Kind.of("close_vcpu");
    private static final Step[] STEPS = At.values();

    private final Vcpu vcpu;
    private long left;

    CloseVcpu(Vcpu vcpu) {
        super(At.LEAVE);
        this.vcpu = vcpu;
    }

    private enum At implements Step {
        LEAVE(Access.LOCAL),
        READ(Access.RACY),
        HAND_OVER(Access.RACY);

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
            case LEAVE -> call(t, new GuestLeave(vcpu, VcpuRun.Until.LEFT), At.READ);
            case READ -> {
                t.takeResult();
                left = fx.read(word());
                yield go(At.HAND_OVER);
            }
            case HAND_OVER -> {
                fx.write(word(), vcpu.mmu().leaveRoots(left));
                yield ret(t, 0);
            }
        };
    }

    private long word() {
        return vcpu.kvm().td().end().vcpu(vcpu.mmu().number());
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
        left = f.word("left", left);
    }
}
