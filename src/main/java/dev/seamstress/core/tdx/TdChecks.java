package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Fx;

/**
 * The checks of the TD itself that begin every host leaf, in the module's order.
 *
 * <p>Source: helpers.c, check_and_lock_explicit_4k_private_hpa(), check_state_map_tdcs_and_lock(). Simplified: only the
 * TDR's own PAMT entry is locked, not those of 2M and 1G above it, which nobody locks exclusively.
 */
final class TdChecks {
    private TdChecks() {}

    /** C1 to C7 of a leaf that any TD takes that has been initialized: with the TDR at {@code hpa}. */
    static long initializedTd(Call call, long hpa, OperandId operand) {
        long status = tdrOperand(call, hpa, operand);
        if (status == LeafFunction.OK) {
            status = control(call);
            if (status != LeafFunction.OK && call.td(TdWord.LIFECYCLE) == LifeCycle.NONE.ordinal()) {
                return TdxStatus.PAGE_METADATA_INCORRECT.with(operand);
            }
        }
        return status == LeafFunction.OK ? opState(call, OpState.INITIALIZED) : status;
    }

    /** C1 to C4: the TDR operand is a page, has a PAMT entry, can be locked shared, and is a TDR. */
    private static long tdrOperand(Call call, long hpa, OperandId operand) {
        TdxMemory memory = call.memory();
        long pfn = hpa >>> 12;
        if (!Hpa.isPage(hpa)) {
            return TdxStatus.OPERAND_INVALID.with(operand);
        }
        if (!memory.hasFrame(pfn)) {
            return TdxStatus.OPERAND_ADDR_RANGE_ERROR.with(operand);
        }
        if (pfn != memory.tdrPfn()) {
            return notTheTdr(call.fx(), memory.pamt(pfn), operand);
        }
        if (!call.locks().take(ModuleLock.TDR, ModuleLock.Mode.SHARED)) {
            return TdxStatus.OPERAND_BUSY.with(operand);
        }
        return LeafFunction.OK;
    }

    /** C3 and C4 of some other page: locked and released, unless it is locked exclusively. */
    private static long notTheTdr(Fx fx, long pamtWord, OperandId operand) {
        long value = fx.own(pamtWord);
        if (ShareX.isExclusive(value)) {
            fx.own(pamtWord, ShareX.refuseHost(value));
            return TdxStatus.OPERAND_BUSY.with(operand);
        }
        return TdxStatus.PAGE_METADATA_INCORRECT.with(operand);
    }

    /** C5: the TD lives, has its keys, and its control structure. */
    static long control(Call call) {
        if (call.td(TdWord.FATAL) != 0) {
            return TdxStatus.TD_FATAL.word();
        }
        if (call.td(TdWord.LIFECYCLE) != LifeCycle.KEYS_CONFIGURED.ordinal()) {
            return TdxStatus.TD_KEYS_NOT_CONFIGURED.word();
        }
        if (call.td(TdWord.TDCX_COUNT) < TdxInitials.TDCX_PAGES) {
            return TdxStatus.TDCS_NOT_ALLOCATED.word();
        }
        return LeafFunction.OK;
    }

    /** C6 and C7: the operational state can be locked shared, and is {@code lowest} or later. */
    static long opState(Call call, OpState lowest) {
        if (!call.locks().take(ModuleLock.OP_STATE, ModuleLock.Mode.SHARED)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.OP_STATE);
        }
        boolean isAllowed = call.td(TdWord.OP_STATE) >= lowest.ordinal();
        return isAllowed ? LeafFunction.OK : TdxStatus.OP_STATE_INCORRECT.word();
    }
}
