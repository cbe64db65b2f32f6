package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.RANGE.BLOCK: takes away the right to make new translations of a page, or of all that a table covers, and
 * notes in which TD epoch. Old translations stay until their vCPUs leave the guest.
 *
 * <p>The note, BEPOCH, is kept with the page that the entry points to, so that it follows the page and not the gfn. How
 * far an interrupted ACCEPT of a 2M page got is forgotten.
 *
 * <p>Source: tdh_mem_range_block.c, block_sept_entry(); simplified: the entry and BEPOCH, two stores there, change in
 * one step, with the epoch as it is then.
 */
final class RangeBlock extends HostMemLeaf {
    RangeBlock(int rootSeptLevel) {
        super(new Rules(0, rootSeptLevel, Costs.Kind.RANGE_BLOCK));
    }

    @Override
    long checkEntry(Call call, long entry) {
        return switch (SeptEntry.state(entry)) {
            case FREE -> wrongState(call);
            case NL_MAPPED, MAPPED, PENDING -> OK;
            case NL_BLOCKED, BLOCKED, PENDING_BLOCKED -> withDetail(call, TdxStatus.GPA_RANGE_ALREADY_BLOCKED);
        };
    }

    @Override
    void commit(Call call) {
        long entry = call.entry();
        long pfn = SeptEntry.page(entry, call.septLevel());
        int level = SeptEntry.pageLevel(entry, call.septLevel());
        call.commitEntry(SeptEntry.state(entry).blocked(), pfn);
        call.fx().own(call.memory().bepoch(level, pfn), call.td(TdWord.EPOCH));
    }
}
