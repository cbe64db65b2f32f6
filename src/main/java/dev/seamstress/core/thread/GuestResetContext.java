package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.KvmMmuFreeRoots;

/**
 * The operation {@code resetctx}: the vCPU's MMU starts anew, without a direct root and with the mirror root that it
 * has. Returns an {@link OpResult}.
 *
 * <p>A vCPU that is in the guest leaves it, and KVM_RUN, first: userspace has changed the mode of its processor. Of a
 * dead VM the ioctl that does so fails.
 *
 * <p>Source: kvm_arch_vcpu_ioctl_set_sregs(), kvm_mmu_reset_context(), kvm_mmu_unload(). Simplified: the new mode is
 * the old one, so the next load finds a root of the same role.
 */
final class GuestResetContext extends Procedure {
    private static final Kind KIND = Kind.of("guest_reset_context");
    private static final Step[] STEPS = At.values();

    private final Vcpu vcpu;

    GuestResetContext(Vcpu vcpu) {
        super(At.LEAVE);
        this.vcpu = vcpu;
    }

    private enum At implements Step {
        LEAVE(Access.LOCAL),
        LEFT(Access.LOCAL),
        DEAD(Access.RACY),
        MUTEX(Access.LOCAL),
        MUTEX_TAKEN(Access.LOCAL),
        FREE(Access.LOCAL),
        FREED(Access.LOCAL),
        MUTEX_UNLOCK(Access.RACY);

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
    protected boolean isRacy(Fx fx) {
        return at() == At.MUTEX_UNLOCK
                ? vcpu.mutex().isReleaseRacy()
                : super.isRacy(fx) && fx.isReachable(vcpu.kvm().words().dead());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case LEAVE -> vcpu.isInGuest() ? call(t, new GuestLeave(vcpu, VcpuRun.Until.LEFT), At.LEFT) : go(At.DEAD);
            case LEFT -> left(t);
            case DEAD -> dead(t, fx);
            case MUTEX -> vcpu.mutex().take(t, fx) ? go(At.FREE) : await(At.MUTEX_TAKEN);
            case MUTEX_TAKEN -> {
                vcpu.mutex().granted(t, fx);
                yield go(At.FREE);
            }
            case FREE -> call(t, new KvmMmuFreeRoots(vcpu.kvm(), vcpu.mmu()), At.FREED);
            case FREED -> {
                t.takeResult();
                yield vcpu.mutex().isWanted() ? go(At.MUTEX_UNLOCK) : ret(t, OpResult.OK.ordinal());
            }
            case MUTEX_UNLOCK -> {
                vcpu.mutex().release(t, fx);
                yield ret(t, OpResult.OK.ordinal());
            }
        };
    }

    private Go left(KernelThread t) {
        OpResult result = RunEnd.of(t.takeResult()).result();
        return result == OpResult.OK ? go(At.DEAD) : ret(t, result.ordinal());
    }

    private Go dead(KernelThread t, Fx fx) {
        if (fx.read(vcpu.kvm().words().dead()) != 0) {
            return ret(t, OpResult.VMDEAD.ordinal());
        }
        return go(vcpu.mutex().isWanted() ? At.MUTEX : At.FREE);
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
