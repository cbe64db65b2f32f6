package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Procedure;
import java.util.List;
import java.util.function.Supplier;

/**
 * What userspace and the host do to a guest_memfd file, each with the locks that the kernel takes for it. All but
 * {@link #changeAddressSpace} return 0 or an {@link Errno}.
 *
 * <p>Source: virt/kvm/guest_memfd.c, kvm_gmem_fallocate(), kvm_gmem_release(), kvm_gmem_error_folio(),
 * kvm_gmem_fault_user_mapping(); mm/mmap.c, vm_munmap().
 */
public final class GmemFileOps {
    private GmemFileOps() {}

    /** fallocate() with FALLOC_FL_PUNCH_HOLE: the pages go. */
    public static Procedure punch(Kvm kvm, GfnRange range) {
        Supplier<Procedure> hole = () -> invalidating(kvm, Grant.Mode.WRITE, () -> new KvmGmemPunchHole(kvm, range));
        return kvm.footprint().has(Footprint.Can.SHARE_GMEM_FILE) ? new HoldGmem(kvm, hole) : hole.get();
    }

    /** memory_failure(): a page of the file has failed. */
    public static Procedure poison(Kvm kvm, long gfn) {
        return new MemoryFailure(kvm, gfn);
    }

    /** What {@link MemoryFailure} has the file's own function do. */
    static Procedure errorFolio(Kvm kvm, long gfn) {
        return invalidating(kvm, Grant.Mode.READ, () -> new KvmGmemErrorFolio(kvm, gfn));
    }

    private static Procedure invalidating(Kvm kvm, Grant.Mode mode, Supplier<Procedure> body) {
        LockChain locks = new LockChain(List.of(kvm.locks().of(KernelLock.GMEM_INVALIDATE_LOCK)), mode);
        return new UnderLocks(locks, held -> body.get());
    }

    /** close(). */
    public static Procedure release(Kvm kvm) {
        return new CloseGmem(kvm);
    }

    /** What {@link FputGmem} has the file's own function do. */
    static Procedure releaseFile(Kvm kvm) {
        LockChain locks = new LockChain(List.of(kvm.slotsLock(), kvm.locks().of(KernelLock.GMEM_INVALIDATE_LOCK)));
        return new UnderLocks(locks, held -> new KvmGmemRelease(kvm, held.grant(KernelLock.SLOTS_LOCK)));
    }

    /** The host reads pages of the file where it has mapped it itself. */
    public static Procedure hostTouch(Kvm kvm, GfnRange range) {
        LockChain locks = new LockChain(
                List.of(kvm.locks().of(KernelLock.MMAP_LOCK), kvm.locks().of(KernelLock.GMEM_INVALIDATE_LOCK)),
                Grant.Mode.READ);
        return new UnderLocks(locks, held -> new KvmGmemFaultUserMapping(kvm, range));
    }

    /** Something that changes the VMM's address space itself, and so excludes all who look at it. */
    public static Procedure changeAddressSpace(Kvm kvm, Supplier<Procedure> change) {
        LockChain locks = new LockChain(List.of(kvm.locks().of(KernelLock.MMAP_LOCK)));
        return new UnderLocks(locks, held -> change.get());
    }
}
