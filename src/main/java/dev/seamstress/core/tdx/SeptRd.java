package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.SEPT.RD: tells the host what an entry is, as it is at the end of the call. It locks the entry, though it only
 * reads.
 *
 * <p>Source: tdh_mem_sept_rd.c; simplified: no L2 attributes, hence no flag beside the TDR.
 */
final class SeptRd extends HostMemLeaf {
    SeptRd(int rootSeptLevel) {
        super(new Rules(0, rootSeptLevel, Costs.Kind.SEPT_RD));
    }

    @Override
    long checkEntry(Call call, long entry) {
        return OK;
    }

    @Override
    void commit(Call call) {
        call.detail(call.septLevel());
    }
}
