package dev.seamstress.core.mmu;

/** The WARN_ONs of the model: what the kernel complains about and goes on. */
public enum WarnOn {
    /** Roots are looked for, but of no kind. Source: tdp_mmu_root_match(). */
    NO_ROOT_TYPES,
    /** A range whose aliases nobody named. Source: kvm_gfn_range_filter_to_root_types(). */
    NO_RANGE_FILTER
}
