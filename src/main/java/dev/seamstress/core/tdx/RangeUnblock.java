package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.RANGE.UNBLOCK: takes a RANGE.BLOCK back. What the entry was before it is again, with its content; the guest
 * need not accept it again. Once the TD can run, only if it is tracked.
 *
 * <p>The one racy access, that of {@link TlbTracking}, is in the step that checks. BEPOCH goes, as it means nothing
 * while the page is not blocked.
 *
 * <p>Source: tdh_mem_range_unblock.c, which blames the tree, and not RCX, for a missing TRACK.
 */
final class RangeUnblock extends HostMemLeaf {
    RangeUnblock(int rootSeptLevel) {
        super(new Rules(0, rootSeptLevel, Costs.Kind.RANGE_UNBLOCK));
    }

    @Override
    long checkEntry(Call call, long entry) {
        if (!SeptEntry.state(entry).isBlocked()) {
            return wrongState(call);
        }
        boolean isFree = !TlbTracking.isRequired(call) || TlbTracking.isDone(call, entry);
        return isFree ? OK : TdxStatus.TLB_TRACKING_NOT_DONE.with(OperandId.SEPT_TREE);
    }

    @Override
    void commit(Call call) {
        long entry = call.entry();
        long pfn = SeptEntry.page(entry, call.septLevel());
        int level = SeptEntry.pageLevel(entry, call.septLevel());
        call.commitEntry(SeptEntry.state(entry).unblocked(), pfn);
        call.fx().own(call.memory().bepoch(level, pfn), 0);
    }
}
