package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.model.LockMode;

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
        long status = lockTdr(call, hpa, operand);
        if (status == LeafFunction.OK) {
            status = livingControl(call, operand);
        }
        return status == LeafFunction.OK ? opState(call, OpState.INITIALIZED) : status;
    }

    /**
     * C1 to C5 and C7 of a leaf that wants the TD for itself, so that it need not lock the operational state: that must
     * be {@code required}. One racy access, of who is in the guest.
     */
    static long tdAlone(Call call, long hpa, OperandId operand, OpState required) {
        long status = lockTdr(call, hpa, operand);
        if (status == LeafFunction.OK) {
            status = livingControl(call, operand);
        }
        return status == LeafFunction.OK ? opStateIs(call, required) : status;
    }

    /** C5 of a leaf that has the TDR as {@code operand}: if there is no TD, that is no TDR. */
    private static long livingControl(Call call, OperandId operand) {
        long status = control(call);
        boolean isGone = status != LeafFunction.OK && call.td(TdWord.LIFECYCLE) == LifeCycle.NONE.ordinal();
        return isGone ? TdxStatus.PAGE_METADATA_INCORRECT.with(operand) : status;
    }

    /** C1 to C4 and the half of C5 that a dead or keyless TD passes: it is a TDR, and nobody else has it. */
    static long tdrAlone(Call call, long hpa, OperandId operand) {
        long status = lockTdr(call, hpa, operand);
        if (status != LeafFunction.OK) {
            return status;
        }
        boolean isGone = call.td(TdWord.LIFECYCLE) == LifeCycle.NONE.ordinal();
        return isGone ? TdxStatus.PAGE_METADATA_INCORRECT.with(operand) : LeafFunction.OK;
    }

    /** The TD lives, and its key is in this state. Assumed: the module looks whether it lives first. */
    static long lifeCycle(Call call, LifeCycle required) {
        if (call.td(TdWord.FATAL) != 0) {
            return TdxStatus.TD_FATAL.word();
        }
        boolean isRight = call.td(TdWord.LIFECYCLE) == required.ordinal();
        return isRight ? LeafFunction.OK : TdxStatus.LIFECYCLE_STATE_INCORRECT.word();
    }

    /** C1 to C7 of a leaf that only a TD takes that is initialized and not final yet. */
    static long tdBeingBuilt(Call call, long hpa, OperandId operand) {
        long status = initializedTd(call, hpa, operand);
        return status == LeafFunction.OK ? opStateIs(call, OpState.INITIALIZED) : status;
    }

    private static long opStateIs(Call call, OpState required) {
        boolean isRight = call.td(TdWord.OP_STATE) == required.ordinal();
        return isRight ? LeafFunction.OK : TdxStatus.OP_STATE_INCORRECT.word();
    }

    /** The TD of a vCPU that the call has locked: its TDR can be shared, and it passes C5. */
    static long implicitTd(Call call) {
        boolean isTaken = call.locks().take(ModuleLock.TDR);
        return isTaken ? control(call) : TdxStatus.OPERAND_BUSY.with(OperandId.TDR);
    }

    /** The same, C6, and C7: it is initialized and not final yet. */
    static long implicitTdBeingBuilt(Call call) {
        long status = implicitTd(call);
        if (status == LeafFunction.OK) {
            status = opState(call, OpState.INITIALIZED);
        }
        return status == LeafFunction.OK ? opStateIs(call, OpState.INITIALIZED) : status;
    }

    /** The same, but that nobody else may have the TDR. One racy access, of who is in the guest. */
    static long implicitTdAlone(Call call) {
        if (!call.locks().takeTdrAlone()) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.TDR);
        }
        long status = control(call);
        return status == LeafFunction.OK ? opStateIs(call, OpState.INITIALIZED) : status;
    }

    /** C1 to C4: the TDR operand is a page, has a PAMT entry, can be locked as the leaf wants it, and is a TDR. */
    private static long lockTdr(Call call, long hpa, OperandId operand) {
        TdxMemory memory = call.memory();
        long pfn = hpa >>> 12;
        if (!Hpa.isPage(hpa)) {
            return TdxStatus.OPERAND_INVALID.with(operand);
        }
        if (!memory.hasFrame(pfn)) {
            return TdxStatus.OPERAND_ADDR_RANGE_ERROR.with(operand);
        }
        if (pfn != memory.tdrPfn()) {
            return notTheTdr(call, memory.pamt(pfn), operand);
        }
        boolean isTaken = call.locks().wants(ModuleLock.TDR, LockMode.EXCLUSIVE)
                ? call.locks().takeTdrAlone()
                : call.locks().take(ModuleLock.TDR);
        return isTaken ? LeafFunction.OK : TdxStatus.OPERAND_BUSY.with(operand);
    }

    /** C3 and C4 of some other page: locked and released, unless somebody is in the way. */
    private static long notTheTdr(Call call, long pamtWord, OperandId operand) {
        Fx fx = call.fx();
        boolean isShared = call.locks().wants(ModuleLock.TDR, LockMode.SHARED);
        long value = fx.own(pamtWord);
        boolean isBusy = isShared ? ShareX.isExclusive(value) : !ShareX.isFree(value);
        if (isBusy) {
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
        if (!call.locks().take(ModuleLock.OP_STATE)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.OP_STATE);
        }
        boolean isAllowed = call.td(TdWord.OP_STATE) >= lowest.ordinal();
        return isAllowed ? LeafFunction.OK : TdxStatus.OP_STATE_INCORRECT.word();
    }
}
