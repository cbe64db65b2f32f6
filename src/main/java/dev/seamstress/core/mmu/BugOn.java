package dev.seamstress.core.mmu;

/** The KVM_BUG_ONs of the model: what should never have happened. */
public enum BugOn {
    /** A fault's gfn carries the shared bit. Source: kvm_mmu_faultin_pfn(). */
    GFN_ALIAS,
    /** A mirror entry is to become not present atomically. Source: set_external_spte_present(). */
    MIRROR_ZAPPED_ATOMICALLY,
    /** A present mirror entry is to be replaced. Source: set_external_spte_present(). */
    MIRROR_REPLACED,
    /** A private page larger than 4K. Source: tdx_sept_set_private_spte(). */
    PRIVATE_LEVEL,
    /** TDH.MEM.SEPT.ADD failed and was not busy. Source: tdx_sept_link_private_spt(). */
    SEPT_ADD,
    /** TDH.MEM.PAGE.AUG failed and was not busy. Source: tdx_mem_page_aug(). */
    PAGE_AUG,
    /** The guest fetches instructions from shared memory. Source: tdx_handle_ept_violation(). */
    SHARED_FETCH,
    /** TDH.MEM.RANGE.BLOCK failed, also when no vCPU could enter. Source: tdx_sept_remove_private_spte(). */
    RANGE_BLOCK,
    /** TDH.MEM.TRACK failed, also when no vCPU could enter. Source: tdx_track(). */
    TRACK,
    /** TDH.MEM.PAGE.REMOVE failed, also when no vCPU could enter. Source: tdx_sept_remove_private_spte(). */
    PAGE_REMOVE,
    /** TDH.PHYMEM.PAGE.WBINVD failed. Source: tdx_sept_remove_private_spte(). */
    PAGE_WBINVD,
    /** The last reference to a valid root is put. Source: kvm_tdp_mmu_put_root(). */
    VALID_ROOT_PUT,
    /** A root is scheduled to be zapped and is valid. Source: kvm_tdp_mmu_zap_invalidated_roots(). */
    VALID_ROOT_SCHEDULED,
    /** A table of a mirror is removed under the read lock. Source: handle_removed_pt(). */
    MIRROR_TABLE_REMOVED_SHARED
}
