package dev.seamstress.load.calibrate;

import dev.seamstress.core.model.Costs;
import dev.seamstress.load.job.Cost;
import java.util.Map;
import java.util.TreeMap;

/**
 * The functions of the kernel that are one call of the TDX module each, or the clearing of a page, by the cost that
 * they are.
 *
 * <p>Source: Linux, arch/x86/virt/vmx/tdx/tdx.c. tdh_vp_enter() is not here: it returns when the guest has exited.
 */
final class CallCosts {
    private static final Map<String, String> KEYS = new TreeMap<>();

    static {
        put(Costs.Kind.SEPT_ADD, "tdh_mem_sept_add");
        put(Costs.Kind.PAGE_AUG, "tdh_mem_page_aug");
        put(Costs.Kind.PAGE_ADD, "tdh_mem_page_add");
        put(Costs.Kind.RANGE_BLOCK, "tdh_mem_range_block");
        put(Costs.Kind.TRACK, "tdh_mem_track");
        put(Costs.Kind.PAGE_REMOVE, "tdh_mem_page_remove");
        put(Costs.Kind.PAGE_WBINVD, "tdh_phymem_page_wbinvd_hkid", "tdh_phymem_page_wbinvd_tdr");
        put(Costs.Kind.PAGE_RECLAIM, "tdh_phymem_page_reclaim");
        put(Costs.Kind.PAGE_DEMOTE, "tdh_mem_page_demote");
        put(Costs.Kind.MR_EXTEND, "tdh_mr_extend");
        put(Costs.Kind.MR_FINALIZE, "tdh_mr_finalize");
        put(Costs.Kind.CACHE_WB, "tdh_phymem_cache_wb");
        put(Costs.Kind.LIFE_CYCLE, "tdh_mng_create", "tdh_mng_init", "tdh_mng_addcx", "tdh_mng_key_config");
        put(Costs.Kind.LIFE_CYCLE, "tdh_vp_create", "tdh_vp_init", "tdh_vp_addcx", "tdh_mng_key_freeid");
        KEYS.put("tdx_clear_page", Cost.KERNEL_CLEAR.key());
        KEYS.put("tdx_quirk_reset_page", Cost.KERNEL_CLEAR.key());
    }

    private CallCosts() {}

    private static void put(Costs.Kind kind, String... functions) {
        for (String function : functions) {
            KEYS.put(function, Cost.key(kind));
        }
    }

    /** The cost that a function is, or null. */
    static String key(String function) {
        return KEYS.get(function);
    }

    /** The functions that are a cost, joined; null if none is. */
    static String functions(String key) {
        return KEYS.entrySet().stream()
                .filter(each -> each.getValue().equals(key))
                .map(Map.Entry::getKey)
                .reduce((a, b) -> a + ", " + b)
                .orElse(null);
    }
}
