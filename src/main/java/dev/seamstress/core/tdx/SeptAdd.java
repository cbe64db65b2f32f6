package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.SEPT.ADD: gives a page to the secure EPT as a table. The level in RCX is that of the entry to fill.
 *
 * <p>Source: tdh_mem_sept_add.c; simplified: version 0, hence no L2 tables and no INTERRUPTED_RESUMABLE.
 */
final class SeptAdd extends HostMemLeaf {
    /** Noted: the table was there already, so there is nothing to do. */
    private static final int EXISTS = 1;

    SeptAdd(int rootSeptLevel) {
        super(new Rules(1, rootSeptLevel, Costs.Kind.SEPT_ADD));
    }

    @Override
    long checkFlags(Call call) {
        return TdrFlags.check(call);
    }

    @Override
    long tdrOperand(Call call) {
        return TdrFlags.tdr(call);
    }

    @Override
    long checkEntry(Call call, long entry) {
        return switch (SeptEntry.state(entry)) {
            case FREE -> checkNewTable(call);
            case NL_MAPPED -> (call.rdx() & Tdx.ALLOW_EXISTING) != 0 ? exists(call) : wrongState(call);
            case NL_BLOCKED, MAPPED, BLOCKED, PENDING, PENDING_BLOCKED -> wrongState(call);
        };
    }

    private long checkNewTable(Call call) {
        if (call.memory().entry(call.septLevel() - 1, call.gfn()) < 0) {
            throw new ModelBug("the shape has no table for gfn 0x" + Long.toHexString(call.gfn()) + " below level "
                    + call.septLevel());
        }
        return UnownedPage.check(call, OperandId.R8);
    }

    private static long exists(Call call) {
        call.note(EXISTS);
        return OK;
    }

    /** A table that was not linked is empty, so its 512 entries need not be written. */
    @Override
    void commit(Call call) {
        if (call.note() == EXISTS) {
            return;
        }
        OwnedPage.give(call, PamtType.EPT);
        call.commitEntry(SeptState.NL_MAPPED, call.page() >>> 12);
    }
}
