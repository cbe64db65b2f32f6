package dev.seamstress.core.mmu;

/** The WARN_ONs of the model: what the kernel complains about and goes on. */
public enum WarnOn {
    /** Roots are looked for, but of no kind. Source: tdp_mmu_root_match(). */
    NO_ROOT_TYPES,
    /** A range whose aliases nobody named. Source: kvm_gfn_range_filter_to_root_types(). */
    NO_RANGE_FILTER,
    /** The TDX module does not give a page back, which is leaked. Source: __tdx_reclaim_page(). */
    PAGE_NOT_RECLAIMED,
    /** The external page of a table of a mirror is leaked. Source: handle_removed_pt(). */
    EXTERNAL_TABLE_LEAKED,
    /** Caches could not be written back, so the key will not be freed. Source: smp_func_do_phymem_cache_wb(). */
    CACHES_NOT_WRITTEN_BACK,
    /** A root is left when the MMU goes. Source: kvm_mmu_uninit_tdp_mmu(). */
    ROOTS_LEFT,
    /** A memory cache is empty under mmu_lock. Source: kvm_mmu_memory_cache_alloc(). */
    CACHE_EMPTY
}
