package dev.seamstress.core.tdx;

/**
 * The leaf functions of the TDX module that this model knows: SEAMCALLs (TDH) and TDCALLs (TDG).
 *
 * <p>Source: include/tdx_api_defs.h of module 1.5.01.
 */
public enum Leaf {
    TDH_VP_ENTER(0, "TDH.VP.ENTER"),
    TDH_MEM_SEPT_ADD(3, "TDH.MEM.SEPT.ADD"),
    TDH_MEM_PAGE_AUG(6, "TDH.MEM.PAGE.AUG"),
    TDG_MEM_PAGE_ACCEPT(6, "TDG.MEM.PAGE.ACCEPT"),
    TDH_MEM_RANGE_BLOCK(7, "TDH.MEM.RANGE.BLOCK"),
    TDH_MEM_PAGE_REMOVE(29, "TDH.MEM.PAGE.REMOVE"),
    TDH_MEM_SEPT_RD(25, "TDH.MEM.SEPT.RD"),
    TDH_MEM_TRACK(38, "TDH.MEM.TRACK"),
    TDH_PHYMEM_PAGE_WBINVD(41, "TDH.PHYMEM.PAGE.WBINVD"),
    TDH_MEM_RANGE_UNBLOCK(39, "TDH.MEM.RANGE.UNBLOCK"),
    TDH_MEM_SEPT_REMOVE(30, "TDH.MEM.SEPT.REMOVE"),
    TDH_MEM_PAGE_RELOCATE(5, "TDH.MEM.PAGE.RELOCATE"),
    TDH_PHYMEM_PAGE_RECLAIM(28, "TDH.PHYMEM.PAGE.RECLAIM"),
    TDH_MEM_PAGE_DEMOTE(15, "TDH.MEM.PAGE.DEMOTE"),
    TDH_MEM_PAGE_PROMOTE(23, "TDH.MEM.PAGE.PROMOTE"),
    TDH_MEM_PAGE_ADD(2, "TDH.MEM.PAGE.ADD"),
    TDH_MR_EXTEND(16, "TDH.MR.EXTEND"),
    TDH_MR_FINALIZE(17, "TDH.MR.FINALIZE");

    private final int number;
    private final String text;

    Leaf(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The leaf number in RAX. */
    public int number() {
        return number;
    }

    /**
     * True if RCX is a page-info word: the leaf works on one entry of the secure EPT. The GPA of MR.EXTEND reads as one
     * of level 0.
     */
    public boolean hasPageInfo() {
        return switch (this) {
            case TDH_VP_ENTER, TDH_MEM_TRACK, TDH_PHYMEM_PAGE_WBINVD, TDH_PHYMEM_PAGE_RECLAIM, TDH_MR_FINALIZE -> false;
            case TDH_MEM_SEPT_ADD,
                    TDH_MEM_PAGE_AUG,
                    TDG_MEM_PAGE_ACCEPT,
                    TDH_MEM_RANGE_BLOCK,
                    TDH_MEM_PAGE_REMOVE,
                    TDH_MEM_SEPT_RD,
                    TDH_MEM_RANGE_UNBLOCK,
                    TDH_MEM_SEPT_REMOVE,
                    TDH_MEM_PAGE_RELOCATE,
                    TDH_MEM_PAGE_DEMOTE,
                    TDH_MEM_PAGE_PROMOTE,
                    TDH_MEM_PAGE_ADD,
                    TDH_MR_EXTEND -> true;
        };
    }

    /** True if RCX is the address of the page that the leaf is about, and R8 is free to tell where the page was. */
    boolean hasPageInRcx() {
        return this == TDH_PHYMEM_PAGE_WBINVD || this == TDH_PHYMEM_PAGE_RECLAIM;
    }

    /**
     * True if the page is an operand, to whose PAMT entry the module walks, locking those above it shared. Who finds
     * the page through the secure EPT locks its entry alone.
     */
    boolean walksToPage() {
        return this != TDH_MEM_PAGE_REMOVE && this != TDH_MEM_SEPT_REMOVE && this != TDH_MEM_PAGE_PROMOTE;
    }

    /** True for a TDCALL, which a guest makes. */
    public boolean isGuests() {
        return this == TDG_MEM_PAGE_ACCEPT;
    }

    /** Intel's spelling. */
    public String text() {
        return text;
    }
}
