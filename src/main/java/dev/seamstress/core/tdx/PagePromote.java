package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.PAGE.PROMOTE: makes one 2M or 1G page of the 512 pages of a table, if they lie side by side and are all
 * MAPPED or all PENDING. The level in RCX is that of the entry that points to the table. Once the TD can run, only if
 * it is blocked and tracked. It leaves the page unblocked, with its content. RCX returns the address of the table. An
 * interrupt that is pending when all else is well makes it fail, to be called again as it was.
 *
 * <p>The one racy access, that of {@link TlbTracking}, is in the step that checks.
 *
 * <p>Source: tdh_mem_page_promote.c; simplified: version 0, hence no L2 tables. Assumed: which of the children is in
 * the way is not told, the details are of the entry in RCX.
 */
final class PagePromote extends HostMemLeaf {
    PagePromote() {
        super(new Rules(1, 2, Costs.Kind.PAGE_PROMOTE));
    }

    @Override
    public boolean polls(Call call) {
        return true;
    }

    @Override
    long checkEntry(Call call, long entry) {
        return switch (SeptEntry.state(entry)) {
            case NL_MAPPED, NL_BLOCKED -> checkTable(call, entry);
            case FREE, MAPPED, BLOCKED, PENDING, PENDING_BLOCKED -> wrongState(call);
        };
    }

    private static long checkTable(Call call, long entry) {
        call.found(SeptEntry.pfn(entry), 0);
        if (!call.locks().take(ModuleLock.PAGE)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.RCX);
        }
        long status = TlbTracking.check(call, entry);
        return status == OK ? checkChildren(call) : status;
    }

    private static long checkChildren(Call call) {
        if (!call.locks().takeChildren()) {
            return withDetail(call, TdxStatus.OPERAND_BUSY);
        }
        if (!isOnePage(call)) {
            return withDetail(call, TdxStatus.EPT_INVALID_PROMOTE_CONDITIONS);
        }
        if (call.isInterrupted()) {
            return call.restart();
        }
        boolean isTaken = call.locks().takeLarge(ModuleLock.MAPPED_PAGE, call.septLevel());
        return isTaken ? OK : TdxStatus.OPERAND_BUSY.with(OperandId.RCX);
    }

    /** The first of the children. */
    private static long first(Call call) {
        return call.fx().own(call.memory().entry(call.septLevel() - 1, call.gfn()));
    }

    /** True if the children are what DEMOTE would make of one page. */
    private static boolean isOnePage(Call call) {
        int level = call.septLevel() - 1;
        SeptState state = SeptEntry.state(first(call));
        long pfn = SeptEntry.pfn(first(call));
        boolean isAligned = Level.offset(call.septLevel() + 1, pfn) == 0;
        if (!isAligned || state != SeptState.MAPPED && state != SeptState.PENDING) {
            return false;
        }
        for (int i = 0; i < SeptTable.ENTRIES; i++) {
            long child = call.fx().own(SeptTable.word(call.memory(), level, call.gfn(), i));
            if (SeptEntry.state(child) != state || SeptEntry.pfn(child) != pfn + i * Level.pages(level + 1)) {
                return false;
            }
        }
        return true;
    }

    @Override
    void commit(Call call) {
        int level = call.septLevel();
        SeptState state = SeptEntry.state(first(call));
        long pfn = SeptEntry.pfn(first(call));
        long table = call.page() >>> 12;
        call.locks().release(ModuleLock.MAPPED_PAGE);
        SeptTable.clear(call, level - 1, call.gfn());
        call.locks().childrenAreGone();
        OwnedPage.merge(call, level, pfn);
        call.commitEntry(state, pfn);
        OwnedPage.takeBack(call, 0, table);
        call.result(table << 12, 0);
    }
}
