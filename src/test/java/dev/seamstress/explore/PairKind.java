package dev.seamstress.explore;

import dev.seamstress.core.tdx.ModuleTables;
import java.util.ArrayList;
import java.util.List;

/**
 * What one of two that overlap does: a call of the host, or a vCPU.
 *
 * <p>Names: as the table of who comes later has them, which {@code BusyPairTest} tests; the others are leaves of a TD's
 * life: KEY MNG.KEY.CONFIG, CX MNG.ADDCX, INI MNG.INIT, VFD MNG.VPFLUSHDONE, FRE MNG.KEY.FREEID, REC
 * PHYMEM.PAGE.RECLAIM, FLU VP.FLUSH, CRE VP.CREATE.
 *
 * <p>Shape: at two entries the first works on {@code x}, the other on {@code x[1]} or, at 2M, on {@code y}.
 */
enum PairKind {
    SADD("mem.sept.add", Where.TABLES),
    AUG("mem.page.aug", Where.BOTH),
    REM("mem.page.remove", Where.BOTH),
    RLC("mem.page.relocate", Where.PAGES),
    RD("mem.sept.rd", Where.BOTH),
    PRO("mem.page.promote", Where.TABLES),
    DEM("mem.page.demote", Where.TABLES),
    SREM("mem.sept.remove", Where.TABLES),
    BLK("mem.range.block", Where.BOTH),
    UNB("mem.range.unblock", Where.BOTH),
    TRK("mem.track", Where.NOWHERE),
    VP("enter", Where.GUEST),
    VP0("fault x[2]", Where.GUEST),
    RUN("read x[2]", Where.GUEST),
    ACC("accept", Where.BOTH),
    WB("phymem.page.wbinvd x[6]", Where.NOWHERE),
    ADD("mem.page.add", Where.PAGES),
    EXT("mr.extend", Where.PAGES),
    FIN("mr.finalize", Where.NOWHERE),
    KEY("mng.key.config", Where.NOWHERE),
    CX("mng.addcx x[7]", Where.NOWHERE),
    INI("mng.init", Where.NOWHERE),
    VFD("mng.vpflushdone", Where.NOWHERE),
    FRE("mng.key.freeid", Where.NOWHERE),
    REC("phymem.page.reclaim", Where.NOWHERE),
    FLU("vp.flush", Where.NOWHERE),
    CRE("vp.create P3 x[8]", Where.NOWHERE);

    /** Which entries it can work on. */
    private enum Where {
        PAGES,
        TABLES,
        BOTH,
        NOWHERE,
        /** None: it is a vCPU. */
        GUEST
    }

    private final String words;
    private final Where where;

    PairKind(String words, Where where) {
        this.words = words;
        this.where = where;
    }

    boolean isGuest() {
        return where == Where.GUEST || this == ACC;
    }

    /** True if it is in the guest, or about to be, and comes to no lock of the host's but those of an entry. */
    boolean isInside() {
        return this == RUN || this == ACC;
    }

    /** True if it wants the TD for itself. */
    boolean ownsTd() {
        return switch (this) {
            case ADD, EXT, FIN, KEY, CX, INI, VFD, FRE -> true;
            case SADD, AUG, REM, RLC, RD, PRO, DEM, SREM, BLK, UNB, TRK, VP, VP0, RUN, ACC, WB, REC, FLU, CRE -> false;
        };
    }

    /** The sizes of the entries that both can work on; empty if one of them works on none, or they never meet. */
    static List<String> common(PairKind one, PairKind other) {
        List<String> sizes = new ArrayList<>();
        if (one.takes(Where.PAGES) && other.takes(Where.PAGES)) {
            sizes.add("4K");
        }
        if (one.takes(Where.TABLES) && other.takes(Where.TABLES)) {
            sizes.add("2M");
        }
        return sizes;
    }

    private boolean takes(Where size) {
        return where == size || where == Where.BOTH;
    }

    /** A size at which it can work; the smaller one. */
    String ownSize() {
        return where == Where.TABLES ? "2M" : "4K";
    }

    /** The operation of a script that does it at the entry of this size at {@code gfn}. */
    String at(String gfn, String size) {
        if (this == ACC) {
            return "accept " + gfn + (size.equals("2M") ? " 2M" : "");
        }
        if (where == Where.GUEST) {
            return words;
        }
        String call = "seamcall " + words;
        return switch (where) {
            case NOWHERE -> call + operand(gfn);
            case PAGES -> call + " " + gfn + (this == RLC ? " x[5]" : "");
            default -> call + " " + gfn + " " + size;
        };
    }

    /** What else a leaf says that is about no entry: a page, or a vCPU that no column runs. */
    private String operand(String gfn) {
        return switch (this) {
            case REC -> " " + gfn;
            case FLU -> gfn.equals("x") ? " P2" : " P4";
            default -> "";
        };
    }

    /** The name in tables. */
    String text() {
        return this == RUN ? "run" : name();
    }

    /**
     * With which word this one is refused that comes while {@code first} has what it takes, or null: as the table says,
     * or, of the leaves that it has not, as those that want the TD for themselves, and those that share it.
     */
    String refusedBy(PairKind first, boolean isSame) {
        return switch (ModuleTables.busyPair(first.text(), text())) {
            case "R" -> tdrBusy();
            case "e" -> isSame ? PairSearch.ENTRY_BUSY : null;
            case "T" -> PairSearch.TREE_BUSY;
            case "E" -> PairSearch.EPOCH_BUSY;
            case ".", "-" -> null;
            default -> {
                boolean isMet = (ownsTd() || first.ownsTd()) && first != WB && this != WB && !isInside();
                yield isMet ? tdrBusy() : null;
            }
        };
    }

    /** The operand that is the TDR; a vCPU's and a page's is that of their owner. */
    private String tdrBusy() {
        return switch (this) {
            case TRK, FIN, KEY, INI, VFD, FRE -> PairSearch.TDR_IN_RCX_BUSY;
            case VP, VP0, RUN, ACC, REC, FLU -> PairSearch.TDR_OF_A_VCPU_BUSY;
            case SADD, AUG, REM, RLC, RD, PRO, DEM, SREM, BLK, UNB, WB, ADD, EXT, CX, CRE -> PairSearch.TDR_BUSY;
        };
    }
}
