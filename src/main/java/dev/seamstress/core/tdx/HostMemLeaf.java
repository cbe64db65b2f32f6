package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * A {@code TDH.MEM} leaf that works on one entry of the secure EPT: the checks that all of them share, in the module's
 * order, C0 to C13. A leaf adds its own after them.
 *
 * <p>Source: the common beginning of src/vmm_dispatcher/api_calls/tdh_mem_*.c.
 */
abstract class HostMemLeaf extends HostLeaf {
    private final Rules rules;

    HostMemLeaf(Rules rules) {
        super(rules.cost());
        this.rules = rules;
    }

    /** What differs between leaves in the common checks. */
    record Rules(int lowestLevel, int highestLevel, Costs.Kind cost) {}

    /** C0: the flags beside the TDR. */
    long checkFlags(Call call) {
        return OK;
    }

    /** The TDR's address, without flags. */
    long tdrOperand(Call call) {
        return call.rdx();
    }

    /** C13 and what follows it. {@code entry}: as re-read under its lock. */
    abstract long checkEntry(Call call, long entry);

    @Override
    final long check(Call call) {
        long status = checkFlags(call);
        if (status == OK) {
            status = TdChecks.initializedTd(call, tdrOperand(call), OperandId.RDX);
        }
        if (status == OK) {
            status = checkPageInfo(call);
        }
        return status == OK ? checkTree(call) : status;
    }

    /** C8 and C9. */
    private long checkPageInfo(Call call) {
        boolean isValid = PageInfo.isWellFormed(call.rcx(), rules.lowestLevel(), rules.highestLevel())
                && PageInfo.isPrivate(call.rcx(), call.context().td().gpaw());
        return isValid ? OK : TdxStatus.OPERAND_INVALID.with(OperandId.RCX);
    }

    /** C10 to C13, and the leaf's own. */
    private long checkTree(Call call) {
        if (!call.locks().take(ModuleLock.TREE)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.SEPT_TREE);
        }
        int level = SecureEpt.walk(call.memory(), call.fx(), call.gfn(), call.septLevel());
        if (level != call.septLevel()) {
            call.detail(level);
            return TdxStatus.EPT_WALK_FAILED.with(OperandId.RCX);
        }
        long status = call.locks().takeEntry();
        if (status != OK) {
            call.detail(level);
            return status;
        }
        return checkEntry(call, call.entry());
    }

    /** The entry is in no state that the leaf takes. */
    static long wrongState(Call call) {
        return withDetail(call, TdxStatus.EPT_ENTRY_STATE_INCORRECT);
    }

    /** A status that blames RCX, and tells of the entry that it names. */
    static long withDetail(Call call, TdxStatus status) {
        call.detail(call.septLevel());
        return status.with(OperandId.RCX);
    }
}
