package dev.seamstress.core.mmu;

import dev.seamstress.core.model.Mutation;

/**
 * What is done to a range of gfns under mmu_lock: whether an invalidation of it begins or ends, and which alias goes.
 *
 * <p>Source: kvm_vm_set_mem_attributes(), kvm_mmu_notifier_invalidate_range_start() and _end(), which fill in struct
 * kvm_mmu_notifier_range; kvm_arch_pre_set_memory_attributes(); kvm_gmem_invalidate_begin() and _end().
 */
enum RangeWork {
    /** The gfns are to become private. */
    PRE_SET_PRIVATE(ZapReason.CONVERT_TO_PRIVATE),
    /** The gfns are to become shared. */
    PRE_SET_SHARED(ZapReason.CONVERT_TO_SHARED),
    /** Their attributes are stored. */
    POST_SET(null),
    /** The host is about to change its own mapping. */
    NOTIFIER_START(ZapReason.NOTIFIER),
    /** It has. */
    NOTIFIER_END(null),
    /** Pages of guest_memfd are about to go, or have failed. */
    GMEM_BEGIN(ZapReason.GMEM),
    /** The whole file is about to go. */
    GMEM_RELEASE_BEGIN(ZapReason.GMEM_RELEASE),
    /** They have. */
    GMEM_END(null),
    /** The whole file has gone: its bindings are forgotten. */
    GMEM_RELEASE_END(null);

    private final ZapReason reason;

    RangeWork(ZapReason reason) {
        this.reason = reason;
    }

    /** True if an invalidation begins, and leaves are zapped; else one ends. */
    boolean isBegin() {
        return reason != null;
    }

    ZapReason reason() {
        return reason;
    }

    /** True if attributes change, hence what may be mapped by a huge page. */
    boolean isConversion() {
        return this == PRE_SET_PRIVATE || this == PRE_SET_SHARED;
    }

    /** True if it is about host addresses. */
    boolean isOfHost() {
        return this == NOTIFIER_START || this == NOTIFIER_END;
    }

    /** True if it is about offsets of the guest_memfd file, so that only slots bound to it are concerned. */
    boolean isOfGmem() {
        return switch (this) {
            case GMEM_BEGIN, GMEM_END, GMEM_RELEASE_BEGIN, GMEM_RELEASE_END -> true;
            case PRE_SET_PRIVATE, PRE_SET_SHARED, POST_SET, NOTIFIER_START, NOTIFIER_END -> false;
        };
    }

    /** True if the file is asked for its slots by one who does not hold slots_lock. */
    boolean followsBindings() {
        return this == GMEM_BEGIN || this == GMEM_END;
    }

    /**
     * The aliases to unmap: of a conversion the old one; a notifier is about userspace's mapping, which is shared;
     * guest_memfd is private memory.
     */
    GfnRangeFilter filter(Kvm kvm) {
        boolean isSwapped = kvm.has(Mutation.B31A_ATTR_FILTERS_SWAPPED);
        return switch (this) {
            case PRE_SET_PRIVATE -> isSwapped ? GfnRangeFilter.PRIVATE : GfnRangeFilter.SHARED;
            case PRE_SET_SHARED -> isSwapped ? GfnRangeFilter.SHARED : GfnRangeFilter.PRIVATE;
            case NOTIFIER_START -> kvm.has(Mutation.B31B_NOTIFIER_BOTH) ? GfnRangeFilter.BOTH : GfnRangeFilter.SHARED;
            case GMEM_BEGIN, GMEM_RELEASE_BEGIN -> GfnRangeFilter.PRIVATE;
            case POST_SET, NOTIFIER_END, GMEM_END, GMEM_RELEASE_END -> GfnRangeFilter.NONE;
        };
    }
}
