package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.PAGE.REMOVE: takes a page back from the TD. Once the TD can run, only if it is blocked and tracked. Its
 * content is neither zeroed nor written back. RCX returns its address.
 *
 * <p>The one racy access, that of {@link TlbTracking}, is in the step that checks.
 *
 * <p>Source: tdh_mem_page_remove.c.
 */
final class PageRemove extends HostMemLeaf {
    private static final int HIGHEST_LEVEL = 2;

    PageRemove() {
        super(new Rules(0, HIGHEST_LEVEL, Costs.Kind.PAGE_REMOVE));
    }

    @Override
    long checkEntry(Call call, long entry) {
        if (!SeptEntry.isLeaf(entry)) {
            return wrongState(call);
        }
        call.found(SeptEntry.page(entry, call.septLevel()), call.septLevel());
        if (!call.locks().take(ModuleLock.PAGE)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.RCX);
        }
        return TlbTracking.check(call, entry);
    }

    @Override
    void commit(Call call) {
        long pfn = call.page() >>> 12;
        call.commitEntry(SeptState.FREE, 0);
        OwnedPage.takeBack(call, call.pageLevel(), pfn);
        call.result(pfn << 12, 0);
    }
}
