package dev.seamstress.core.tdx;

import java.util.List;
import java.util.Locale;

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
    TDH_MR_FINALIZE(17, "TDH.MR.FINALIZE"),
    TDH_MNG_CREATE(9, "TDH.MNG.CREATE"),
    TDH_MNG_KEY_CONFIG(8, "TDH.MNG.KEY.CONFIG"),
    TDH_MNG_ADDCX(1, "TDH.MNG.ADDCX"),
    TDH_MNG_INIT(21, "TDH.MNG.INIT"),
    TDH_VP_CREATE(10, "TDH.VP.CREATE"),
    TDH_VP_ADDCX(4, "TDH.VP.ADDCX"),
    TDH_VP_INIT(22, "TDH.VP.INIT"),
    TDH_VP_FLUSH(18, "TDH.VP.FLUSH"),
    TDH_MNG_VPFLUSHDONE(19, "TDH.MNG.VPFLUSHDONE"),
    TDH_PHYMEM_CACHE_WB(40, "TDH.PHYMEM.CACHE.WB"),
    TDH_MNG_KEY_FREEID(20, "TDH.MNG.KEY.FREEID");

    private final int number;
    private final String text;
    private final boolean namesVcpu;
    private final boolean hasPageInRcx;
    private final boolean hasPageInfo;

    Leaf(int number, String text) {
        this.number = number;
        this.text = text;
        this.namesVcpu = text.startsWith("TDH.VP.");
        this.hasPageInRcx = List.of(
                        "TDH.PHYMEM.PAGE.WBINVD", "TDH.PHYMEM.PAGE.RECLAIM", "TDH.MNG.CREATE", "TDH.MNG.ADDCX")
                .contains(text);
        this.hasPageInfo = (text.contains(".MEM.") && !text.equals("TDH.MEM.TRACK")) || text.equals("TDH.MR.EXTEND");
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
        return hasPageInfo;
    }

    /** True if the leaf looks at no gfn, but R8, which the module ignores, may tell where its page was. */
    boolean tellsGfnInR8() {
        return this == TDH_PHYMEM_PAGE_WBINVD || this == TDH_PHYMEM_PAGE_RECLAIM;
    }

    /** True if RCX is the address of the page that the leaf is about, and is kept as that. */
    boolean hasPageInRcx() {
        return hasPageInRcx;
    }

    /** True if a call keeps the number of a vCPU in place of RCX, and the page that it is about in place of R8. */
    boolean namesVcpu() {
        return namesVcpu;
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

    /** Without TDH or TDG and in lower case, as scripts and the table of locks name it. */
    public String word() {
        return text.substring(text.indexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** Intel's spelling. */
    public String text() {
        return text;
    }
}
