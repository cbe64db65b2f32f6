package dev.seamstress.scenario.resolve;

import java.util.List;

/** The host-side leaves that {@code seamcall} can name, without {@code TDH.} and in lower case. */
final class Leaves {
    static final List<String> NAMES = List.of(
            "mem.page.add",
            "mem.page.aug",
            "mem.page.demote",
            "mem.page.promote",
            "mem.page.relocate",
            "mem.page.remove",
            "mem.range.block",
            "mem.range.unblock",
            "mem.rd",
            "mem.sept.add",
            "mem.sept.rd",
            "mem.sept.remove",
            "mem.track",
            "mem.wr",
            "mng.addcx",
            "mng.create",
            "mng.init",
            "mng.key.config",
            "mng.key.freeid",
            "mng.key.reclaimid",
            "mng.rd",
            "mng.vpflushdone",
            "mng.wr",
            "mr.extend",
            "mr.finalize",
            "phymem.cache.wb",
            "phymem.page.rdmd",
            "phymem.page.reclaim",
            "phymem.page.wbinvd",
            "vp.addcx",
            "vp.create",
            "vp.enter",
            "vp.flush",
            "vp.init",
            "vp.rd",
            "vp.wr");

    private Leaves() {}
}
