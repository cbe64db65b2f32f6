package dev.seamstress.trace.tell;

import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.core.mmu.WarnOn;

/** Which function of the kernel complains, by what it complains of. */
public final class BugSources {
    private static final BugOn[] BUGS = BugOn.values();
    private static final WarnOn[] WARNINGS = WarnOn.values();

    private BugSources() {}

    /** The function of a KVM_BUG_ON; empty for a number that is none. */
    static String ofBug(long ordinal) {
        return ordinal < 0 || ordinal >= BUGS.length ? "" : of(BUGS[(int) ordinal]);
    }

    /** The function of a WARN_ON; empty for a number that is none. */
    static String ofWarning(long ordinal) {
        return ordinal < 0 || ordinal >= WARNINGS.length ? "" : of(WARNINGS[(int) ordinal]);
    }

    /** The function of a KVM_BUG_ON. */
    public static String of(BugOn bug) {
        return switch (bug) {
            case GFN_ALIAS -> "kvm_mmu_faultin_pfn";
            case MIRROR_ZAPPED_ATOMICALLY, MIRROR_REPLACED -> "set_external_spte_present";
            case PRIVATE_LEVEL -> "tdx_sept_set_private_spte";
            case SEPT_ADD -> "tdx_sept_link_private_spt";
            case PAGE_AUG -> "tdx_mem_page_aug";
            case SHARED_FETCH -> "tdx_handle_ept_violation";
            case TRACK -> "tdx_track";
            case RANGE_BLOCK, PAGE_REMOVE, PAGE_WBINVD, REMOVED_WITHOUT_KEY -> "tdx_sept_remove_private_spte";
            case PAGE_ADD -> "tdx_mem_page_add";
            case MR_EXTEND, NOT_PREMAPPED, IMAGE_NOT_MAPPED -> "tdx_gmem_post_populate";
            case MR_FINALIZE -> "tdx_td_finalize";
            case PREMAP_AFTER_FINALIZE -> "tdx_mem_page_record_premap_cnt";
            case VP_CREATE, VP_ADDCX, VP_INIT -> "tdx_td_vcpu_init";
            case VP_FLUSH -> "tdx_flush_vp";
            case VALID_ROOT_PUT -> "kvm_tdp_mmu_put_root";
            case VALID_ROOT_SCHEDULED -> "kvm_tdp_mmu_zap_invalidated_roots";
            case MIRROR_TABLE_REMOVED_SHARED -> "handle_removed_pt";
            case VPFLUSHDONE, KEY_FREEID -> "tdx_mmu_release_hkid";
            case TABLE_FREED_WITH_KEY -> "tdx_sept_free_private_spt";
            case TDR_WBINVD -> "tdx_reclaim_td_control_pages";
        };
    }

    /** The function of a WARN_ON. */
    public static String of(WarnOn warning) {
        return switch (warning) {
            case NO_ROOT_TYPES -> "tdp_mmu_root_match";
            case NO_RANGE_FILTER -> "kvm_gfn_range_filter_to_root_types";
            case PAGE_NOT_RECLAIMED -> "__tdx_reclaim_page";
            case EXTERNAL_TABLE_LEAKED -> "handle_removed_pt";
            case CACHES_NOT_WRITTEN_BACK -> "smp_func_do_phymem_cache_wb";
            case ROOTS_LEFT -> "kvm_mmu_uninit_tdp_mmu";
            case CACHE_EMPTY -> "kvm_mmu_memory_cache_alloc";
        };
    }
}
