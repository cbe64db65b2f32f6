package dev.seamstress.core.mmu;

/**
 * Which aliases of its gfns an operation on a range is about; the ordinal is the kernel's value.
 *
 * <p>Source: include/linux/kvm_host.h, enum kvm_gfn_range_filter; in the series of 2024 enum kvm_process.
 */
public enum GfnRangeFilter {
    /** Nobody said which: a bug of whoever made the range. */
    NONE,
    SHARED,
    PRIVATE,
    BOTH;

    boolean hasShared() {
        return this == SHARED || this == BOTH;
    }

    boolean hasPrivate() {
        return this == PRIVATE || this == BOTH;
    }
}
