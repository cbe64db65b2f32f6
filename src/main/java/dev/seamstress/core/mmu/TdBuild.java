package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import java.util.ArrayList;
import java.util.List;

/**
 * What userspace asks of KVM while it builds a TD, each with the locks that the kernel takes for it. With
 * ioctls-exclude-vcpus each takes kvm->lock, the mutex of every vCPU, and slots_lock, so that none meets another.
 *
 * <p>Source: tdx_vm_ioctl(), tdx_vcpu_ioctl(), tdx_acquire_vm_state_locks().
 */
public final class TdBuild {
    private TdBuild() {}

    /** Whether memory is measured. */
    public enum Measure {
        NONE,
        EXTEND
    }

    /** kvm_gmem_populate() alone, under the lock that it requires. */
    public static Procedure populate(Kvm kvm, GfnRange range) {
        LockChain locks = new LockChain(List.of(kvm.slotsLock()));
        return new UnderLocks(
                locks, held -> new KvmGmemPopulate(kvm, range, held, KvmGmemPopulate.PostPopulate.NOTHING));
    }

    /** KVM_TDX_INIT_MEM_REGION, through the vCPU of that number. */
    public static Procedure initMem(Kvm kvm, GfnRange range, int vcpu, Measure measure) {
        LockChain locks = isExclusive(kvm)
                ? allOf(kvm)
                : new LockChain(List.of(kvm.locks().vcpuMutex(vcpu), kvm.slotsLock()));
        return new UnderLocks(locks, held -> new TdxInitMemRegion(kvm, range, vcpu, measure, held));
    }

    /** KVM_TDX_FINALIZE_VM. */
    public static Procedure finalizeTd(Kvm kvm) {
        LockChain locks = isExclusive(kvm)
                ? allOf(kvm)
                : new LockChain(List.of(kvm.locks().of(KernelLock.KVM_LOCK), kvm.slotsLock()));
        return new UnderLocks(locks, held -> new TdxTdFinalize(kvm));
    }

    /** KVM_CREATE_VCPU. */
    public static Procedure createVcpu(Kvm kvm, int vcpu) {
        LockChain locks = new LockChain(List.of(kvm.locks().of(KernelLock.KVM_LOCK)));
        return new UnderLocks(locks, held -> new KvmCreateVcpu(kvm, vcpu));
    }

    /** KVM_TDX_INIT_VCPU. */
    public static Procedure initVcpu(Kvm kvm, int vcpu) {
        LockChain locks = isExclusive(kvm)
                ? allOf(kvm)
                : new LockChain(List.of(kvm.locks().vcpuMutex(vcpu)));
        return new UnderLocks(locks, held -> new TdxVcpuInit(kvm, vcpu));
    }

    private static boolean isExclusive(Kvm kvm) {
        return kvm.has(KernelSwitch.IOCTLS_EXCLUDE_VCPUS) && !kvm.has(Mutation.B41_IOCTLS_NOT_EXCLUSIVE);
    }

    private static LockChain allOf(Kvm kvm) {
        List<RwLock> locks = new ArrayList<>();
        locks.add(kvm.locks().of(KernelLock.KVM_LOCK));
        locks.addAll(kvm.locks().vcpuMutexes());
        locks.add(kvm.slotsLock());
        return new LockChain(locks);
    }
}
