package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.SEPT.REMOVE: takes an empty table back from the secure EPT. The level in RCX is that of the entry that points
 * to it. Once the TD can run, only if it is blocked and tracked. RCX returns the table's address.
 *
 * <p>The one racy access, that of {@link TlbTracking}, is in the step that checks. The children cannot change until the
 * commit: the host has no way to them without the tree lock, and a guest none through a blocked entry.
 *
 * <p>Source: tdh_mem_sept_remove.c; simplified: version 0, hence no L2 tables.
 */
final class SeptRemove extends HostMemLeaf {
    SeptRemove(int rootSeptLevel) {
        super(new Rules(1, rootSeptLevel, Costs.Kind.SEPT_REMOVE));
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
        if (status != OK) {
            return status;
        }
        boolean isEmpty = SeptTable.isEmpty(call, call.septLevel() - 1, call.gfn());
        return isEmpty ? OK : withDetail(call, TdxStatus.EPT_PAGE_NOT_FREE);
    }

    @Override
    void commit(Call call) {
        long pfn = call.page() >>> 12;
        SeptTable.clear(call, call.septLevel() - 1, call.gfn());
        call.commitEntry(SeptState.FREE, 0);
        OwnedPage.takeBack(call, 0, pfn);
        call.result(pfn << 12, 0);
    }
}
