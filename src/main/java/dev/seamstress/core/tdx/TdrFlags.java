package dev.seamstress.core.tdx;

/**
 * The operand of a leaf that has flags beside the TDR's address, in its bits 11:0 and 63:52.
 *
 * <p>Source: tdh_mem_sept_add.c and tdh_mem_page_demote.c; assumed: all flags but bit 0 are reserved.
 */
final class TdrFlags {
    private static final long FLAGS = 0xFFFL | 0xFFFL << 52;

    private TdrFlags() {}

    /** C0: the reserved flags are zero. */
    static long check(Call call) {
        boolean isReservedZero = (call.rdx() & FLAGS & ~1) == 0;
        return isReservedZero ? LeafFunction.OK : TdxStatus.OPERAND_INVALID.with(OperandId.RDX);
    }

    /** The address without flags. */
    static long tdr(Call call) {
        return call.rdx() & ~FLAGS;
    }
}
