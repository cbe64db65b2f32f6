package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.HugePages;
import dev.seamstress.core.vm.LpageInfo;

/**
 * The highest level at which a fault may map its page: 2M if the slot, the attributes and the host allow it, else 4K.
 *
 * <p>Requires: mmu_lock held, and the fault found not stale under it. Then the host cannot split its mapping before the
 * lock is dropped: it announces that to KVM first, for the whole huge page.
 *
 * <p>Source: kvm_mmu_hugepage_adjust(), __kvm_mmu_max_mapping_level(), host_pfn_mapping_level(); for private pages
 * kvm_gmem_get_pfn(), whose order is 0. Simplified: no host page is larger than 2M; a slot's host addresses are aligned
 * as its gfns; no slot is logged, and huge pages may be executed.
 */
final class MaxMappingLevel {
    private MaxMappingLevel() {}

    /** True if {@link #of} reads what the host may be changing. */
    static boolean isRacy(Kvm kvm, PageFault fault, Fx fx) {
        int huge = huge(kvm, fault);
        return huge != HugePages.NONE
                && !fault.isPrivate()
                && fx.isReachable(kvm.hugePages().word(huge));
    }

    /** False if {@link #of} says 4K, whatever it reads. */
    static boolean canBeHuge(Kvm kvm, PageFault fault) {
        return huge(kvm, fault) != HugePages.NONE;
    }

    /** The level. Of what it reads only the host's mapping is not guarded by {@code mmuLock}. */
    static int of(Kvm kvm, PageFault fault, Grant mmuLock, Fx fx) {
        int huge = huge(kvm, fault);
        if (huge == HugePages.NONE || isMixed(kvm, fault, mmuLock, fx)) {
            return Level.PG_4K;
        }
        if (fault.isPrivate()) {
            return kvm.has(Mutation.B47_MIRROR_HUGE_GOAL) ? Level.PG_2M : Level.PG_4K;
        }
        return fx.read(kvm.hugePages().word(huge)) == HugePages.WHOLE ? Level.PG_2M : Level.PG_4K;
    }

    /** The huge page of the host that the fault's page may be in: such a page lies wholly in the slot. */
    private static int huge(Kvm kvm, PageFault fault) {
        return fault.hasSlot() ? kvm.hugePages().of(fault.gfn) : HugePages.NONE;
    }

    private static boolean isMixed(Kvm kvm, PageFault fault, Grant mmuLock, Fx fx) {
        return fx.read(mmuLock, kvm.lpageInfo().word(Level.PG_2M, fault.gfn)) == LpageInfo.MIXED;
    }
}
