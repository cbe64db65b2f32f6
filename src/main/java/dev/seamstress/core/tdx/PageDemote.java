package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.ModuleSwitch;

/**
 * TDH.MEM.PAGE.DEMOTE: splits a 2M or 1G page into 512 of the next size; the page in R8 becomes their table. Once the
 * TD can run, only if it is blocked and tracked. It leaves the pages unblocked, with their content. An interrupt that
 * is pending when all else is well makes it fail, to be called again as it was.
 *
 * <p>The one racy access, that of {@link TlbTracking}, is in the step that checks.
 *
 * <p>Source: tdh_mem_page_demote.c; switch {@code demote-restartable}; simplified: no L2 tables, whose flag is ignored.
 */
final class PageDemote extends HostMemLeaf {
    PageDemote() {
        super(new Rules(1, 2, Costs.Kind.PAGE_DEMOTE));
    }

    @Override
    public boolean polls(Call call) {
        return true;
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
        if (!SeptEntry.isLeaf(entry)) {
            return wrongState(call);
        }
        requireTable(call);
        long status = TlbTracking.check(call, entry);
        if (status == OK) {
            status = UnownedPage.check(call, OperandId.R8);
        }
        if (status != OK) {
            return status;
        }
        if (call.isInterrupted() && call.context().variant().has(ModuleSwitch.DEMOTE_RESTARTABLE)) {
            return call.restart();
        }
        boolean isTaken = call.locks().takeLarge(ModuleLock.MAPPED_PAGE, call.septLevel());
        return isTaken ? OK : TdxStatus.OPERAND_BUSY.with(OperandId.RCX);
    }

    private static void requireTable(Call call) {
        if (call.memory().entry(call.septLevel() - 1, call.gfn()) < 0) {
            throw new ModelBug("the shape has no table for gfn 0x" + Long.toHexString(call.gfn()));
        }
    }

    @Override
    void commit(Call call) {
        long entry = call.entry();
        int level = call.septLevel();
        long first = SeptEntry.page(entry, level);
        call.locks().release(ModuleLock.MAPPED_PAGE);
        OwnedPage.split(call, level, first);
        SeptTable.fill(call, level - 1, SeptEntry.state(entry).unblocked(), first);
        OwnedPage.give(call, PamtType.EPT);
        call.commitEntry(SeptState.NL_MAPPED, call.page() >>> 12);
    }
}
