package dev.seamstress.core.thread;

import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.VcpuMmu;

/**
 * {@code vcpu->mutex} as the vCPU's own thread takes it: for KVM_RUN from userspace to userspace, the guest's time
 * included, and for its other ioctls. With it go the vCPU's root pointers.
 *
 * <p>Source: kvm_vcpu_ioctl(). Simplified: it is left out where no other thread serves an ioctl of the vCPU.
 */
final class VcpuMutex implements Stateful {
    private final Kvm kvm;
    private final VcpuMmu mmu;
    private final boolean isWanted;
    private Grant held;

    VcpuMutex(Kvm kvm, VcpuMmu mmu) {
        this.kvm = kvm;
        this.mmu = mmu;
        this.isWanted = kvm.vcpuRoots().has(mmu.number());
    }

    /** False if nobody else can want it. */
    boolean isWanted() {
        return isWanted;
    }

    /** True if giving it back is a racy access. */
    boolean isReleaseRacy() {
        return isWanted() && !lock().isSole();
    }

    private RwLock lock() {
        return kvm.locks().vcpuMutex(mmu.number());
    }

    /** Takes it; false if the grant is yet to come, for {@link #granted}. Requires: {@link #isWanted}. */
    boolean take(KernelThread t, Fx fx) {
        if (lock().isSole()) {
            hold(lock().takeSole(t, fx, Grant.Mode.WRITE), fx);
            return true;
        }
        lock().request(fx, Grant.Mode.WRITE);
        return false;
    }

    /** The grant has come. */
    void granted(KernelThread t, Fx fx) {
        hold(t.granted(), fx);
    }

    private void hold(Grant grant, Fx fx) {
        held = grant;
        mmu.take(kvm, grant, fx);
    }

    /** Gives it back. Requires: it is held. */
    void release(KernelThread t, Fx fx) {
        mmu.park(kvm, held, fx);
        if (lock().isSole()) {
            lock().releaseSole(t, fx, held);
        } else {
            lock().release(t, fx, held);
        }
        held = null;
    }

    @Override
    public void fields(Fields f) {
        if (isWanted) {
            held = f.object(held);
        }
    }
}
