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
    /** TDH.MEM.PAGE.ADD failed and was not busy. Source: tdx_mem_page_add(). */
    PAGE_ADD,
    /** TDH.MR.EXTEND failed. Source: tdx_gmem_post_populate(). */
    MR_EXTEND,
    /** TDH.MR.FINALIZE failed and was not busy. Source: tdx_td_finalize(). */
    MR_FINALIZE,
    /** A page is premapped in a TD that may be prefaulted. Source: tdx_mem_page_record_premap_cnt(). */
    PREMAP_AFTER_FINALIZE,
    /** More pages were added or zapped than were premapped. Source: tdx_gmem_post_populate(). */
    NOT_PREMAPPED,
    /** A page of the image is not mapped right after it was. Source: tdx_gmem_post_populate(). */
    IMAGE_NOT_MAPPED,
    /** TDH.VP.CREATE failed. Source: tdx_td_vcpu_init(). */
    VP_CREATE,
    /** TDH.VP.ADDCX failed. Source: tdx_td_vcpu_init(). */
    VP_ADDCX,
    /** TDH.VP.INIT failed. Source: tdx_td_vcpu_init(). */
    VP_INIT,
    /** TDH.VP.FLUSH failed. Source: tdx_flush_vp(). */
    VP_FLUSH,
    /** The last reference to a valid root is put. Source: kvm_tdp_mmu_put_root(). */
    VALID_ROOT_PUT,
    /** A root is scheduled to be zapped and is valid. Source: kvm_tdp_mmu_zap_invalidated_roots(). */
    VALID_ROOT_SCHEDULED,
    /** A table of a mirror is removed under the read lock. Source: handle_removed_pt(). */
    MIRROR_TABLE_REMOVED_SHARED,
    /** TDH.MNG.VPFLUSHDONE failed, but for a vCPU that is not flushed. Source: tdx_mmu_release_hkid(). */
    VPFLUSHDONE,
    /** TDH.MNG.KEY.FREEID failed. Source: tdx_mmu_release_hkid(). */
    KEY_FREEID,
    /** A private page is to be removed from a TD without a key. Source: tdx_sept_remove_private_spte(). */
    REMOVED_WITHOUT_KEY,
    /** A table is to be taken from a TD that still has its key. Source: tdx_sept_free_private_spt(). */
    TABLE_FREED_WITH_KEY,
    /** TDH.PHYMEM.PAGE.WBINVD of the TDR failed. Source: tdx_reclaim_td_control_pages(). */
    TDR_WBINVD
}
