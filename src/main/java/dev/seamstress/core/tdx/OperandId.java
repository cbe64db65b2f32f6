package dev.seamstress.core.tdx;

/**
 * What a status word's low half points at: a register or one of the module's own objects.
 *
 * <p>Source: include/auto_gen/tdx_error_codes_defs.h.
 */
public enum OperandId {
    RAX(0),
    RCX(1),
    RDX(2),
    R8(8),
    R9(9),
    R10(10),
    R11(11),
    TDR(0x80),
    TDCX(0x81),
    TDVPR(0x82),
    TDCS(0x90),
    TDVPS(0x91),
    SEPT_TREE(0x92),
    SEPT_ENTRY(0x93),
    TD_EPOCH(0xA9),
    OP_STATE(0xAC),
    SYS(0xB8),
    KOT(0xBA),
    KET(0xBB),
    WBCACHE(0xBC);

    private final int number;

    OperandId(int number) {
        this.number = number;
    }

    /** The number in bits 31:0 of a status word. */
    public int number() {
        return number;
    }
}
