package dev.seamstress.world;

import dev.seamstress.core.tdx.Injection;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.scenario.plan.ColumnId;
import java.util.function.ToIntFunction;

/** The leaves of the TDX module that the language's words name, and the failures that scripts ask of them. */
final class ModuleLeaves {
    private ModuleLeaves() {}

    /** The module's leaf that the word names. */
    static Leaf of(dev.seamstress.scenario.words.Leaf word) {
        return switch (word) {
            case SEPT_ADD -> Leaf.TDH_MEM_SEPT_ADD;
            case AUG -> Leaf.TDH_MEM_PAGE_AUG;
            case BLOCK -> Leaf.TDH_MEM_RANGE_BLOCK;
            case TRACK -> Leaf.TDH_MEM_TRACK;
            case REMOVE -> Leaf.TDH_MEM_PAGE_REMOVE;
            case ACCEPT -> Leaf.TDG_MEM_PAGE_ACCEPT;
            case ENTER -> Leaf.TDH_VP_ENTER;
            case WBINVD -> Leaf.TDH_PHYMEM_PAGE_WBINVD;
            case ADD -> Leaf.TDH_MEM_PAGE_ADD;
            case RECLAIM -> Leaf.TDH_PHYMEM_PAGE_RECLAIM;
            case VP_CREATE -> Leaf.TDH_VP_CREATE;
            case VP_INIT -> Leaf.TDH_VP_INIT;
            case EXTEND -> Leaf.TDH_MR_EXTEND;
            case MR_FINALIZE -> Leaf.TDH_MR_FINALIZE;
            case UNBLOCK -> Leaf.TDH_MEM_RANGE_UNBLOCK;
            case SEPT_RD -> Leaf.TDH_MEM_SEPT_RD;
            case SEPT_REMOVE -> Leaf.TDH_MEM_SEPT_REMOVE;
            case RELOCATE -> Leaf.TDH_MEM_PAGE_RELOCATE;
            case PROMOTE -> Leaf.TDH_MEM_PAGE_PROMOTE;
            case DEMOTE -> Leaf.TDH_MEM_PAGE_DEMOTE;
            case VP_ADDCX -> Leaf.TDH_VP_ADDCX;
            case VP_FLUSH -> Leaf.TDH_VP_FLUSH;
            case MNG_CREATE -> Leaf.TDH_MNG_CREATE;
            case KEY_CONFIG -> Leaf.TDH_MNG_KEY_CONFIG;
            case MNG_ADDCX -> Leaf.TDH_MNG_ADDCX;
            case MNG_INIT -> Leaf.TDH_MNG_INIT;
            case VPFLUSHDONE -> Leaf.TDH_MNG_VPFLUSHDONE;
            case CACHE_WB -> Leaf.TDH_PHYMEM_CACHE_WB;
            case KEY_FREEID -> Leaf.TDH_MNG_KEY_FREEID;
        };
    }

    /** An injection as the module takes it. {@code machines} gives the machine that is a column's thread. */
    static Injection injection(dev.seamstress.scenario.plan.Injection asked, ToIntFunction<ColumnId> machines) {
        Injection.Outcome outcome = switch (asked.outcome()) {
            case BUSY -> Injection.Outcome.BUSY;
            case INTERRUPTED -> Injection.Outcome.INTERRUPTED;
            case ERROR -> Injection.Outcome.ERROR;
        };
        int lp = asked.column() == null ? Injection.ANYONE : machines.applyAsInt(asked.column());
        Leaf leaf = of(asked.leaf());
        return switch (asked.when()) {
            case ONCE, NTH -> Injection.nth(asked.nth(), outcome, lp, leaf, asked.range());
            case ANY -> Injection.any(outcome, lp, leaf, asked.range());
            case EVERY -> Injection.every(outcome, lp, leaf, asked.range());
        };
    }
}
