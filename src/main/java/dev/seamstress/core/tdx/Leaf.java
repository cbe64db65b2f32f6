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
    TDG_MEM_PAGE_ACCEPT(6, "TDG.MEM.PAGE.ACCEPT");

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

    /** Intel's spelling. */
    public String text() {
        return text;
    }
}
