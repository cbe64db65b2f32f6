package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The host-side leaves that {@code seamcall} can name, without {@code TDH.} and in lower case, and what each is written
 * with.
 */
final class Leaves {
    private static final Map<String, Takes> ALL = new LinkedHashMap<>();

    static {
        of(Takes.PAGE, "mem.page.add", "mem.page.aug");
        of(Takes.TABLE, "mem.page.demote", "mem.page.promote");
        of(Takes.OTHER_PAGE, "mem.page.relocate");
        of(Takes.ENTRY, "mem.page.remove", "mem.range.block", "mem.range.unblock", "mem.rd");
        of(Takes.TABLE, "mem.sept.add");
        of(Takes.ENTRY, "mem.sept.rd");
        of(Takes.TABLE, "mem.sept.remove");
        of(Takes.NOTHING, "mem.track");
        of(Takes.ENTRY, "mem.wr");
        of(Takes.GFN, "mng.addcx");
        of(Takes.NOTHING, "mng.create", "mng.init", "mng.key.config", "mng.key.freeid");
        of(Takes.NOTHING, "mng.key.reclaimid", "mng.rd", "mng.vpflushdone", "mng.wr");
        of(Takes.GFN, "mr.extend");
        of(Takes.NOTHING, "mr.finalize", "phymem.cache.wb");
        of(Takes.PHYSICAL, "phymem.page.rdmd", "phymem.page.reclaim", "phymem.page.wbinvd");
        of(Takes.VCPU_PAGE, "vp.addcx", "vp.create");
        of(Takes.VCPU, "vp.enter", "vp.flush", "vp.init", "vp.rd", "vp.wr");
    }

    /** The names, in the order of the alphabet. */
    static final List<String> NAMES = List.copyOf(ALL.keySet());

    /** The word for the page that is the TD's root, which is no gfn's. */
    static final String TDR = "tdr";

    private Leaves() {}

    /** What stands behind a leaf's name. */
    enum Takes {
        NOTHING(""),
        /** An entry. */
        ENTRY(" GFN [LEVEL]"),
        /** A page of 4K, or one where a level says which table's, or the TDR. */
        PHYSICAL(" GFN [LEVEL]` or `tdr"),
        /** A page of 4K, which has no level to name. */
        GFN(" GFN"),
        /** An entry that has a table, or gets one. */
        TABLE(" GFN [LEVEL]"),
        /** An entry, and the gfn whose page it gets; its own unless another is named. */
        PAGE(" GFN [LEVEL] [GFN]"),
        /** An entry, and the gfn whose page it gets. */
        OTHER_PAGE(" GFN [LEVEL] GFN"),
        VCPU(" VCPU"),
        /** A vCPU, and the gfn whose page it gets. */
        VCPU_PAGE(" VCPU GFN");

        private final String usage;

        Takes(String usage) {
            this.usage = usage;
        }

        /** How the operands are written. */
        String usage() {
            return usage;
        }

        /** How many gfns may be named at most. */
        int mostGfns() {
            return switch (this) {
                case NOTHING, VCPU -> 0;
                case ENTRY, TABLE, GFN, PHYSICAL, VCPU_PAGE -> 1;
                case PAGE, OTHER_PAGE -> 2;
            };
        }

        /** True if a level can be named. */
        boolean hasLevel() {
            return this != GFN && this != VCPU_PAGE;
        }

        /** True if a vCPU must be named. */
        boolean hasVcpu() {
            return this == VCPU || this == VCPU_PAGE;
        }

        /** How many gfns must be named. */
        int leastGfns() {
            return this == OTHER_PAGE ? 2 : Math.min(1, mostGfns());
        }

        /** The level if none is given: the lowest at which the leaf can do anything. */
        int level() {
            return this == TABLE ? Level.PG_2M : Level.PG_4K;
        }
    }

    private static void of(Takes takes, String... names) {
        for (String name : names) {
            ALL.put(name, takes);
        }
    }

    /** What the leaf takes; null if there is none of that name. */
    static Takes takes(String name) {
        return ALL.get(name);
    }
}
