package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.PAGE.AUG: gives a page of 4K or 2M to a running TD, PENDING until the guest accepts it. Its content is not
 * touched.
 *
 * <p>Source: tdh_mem_page_aug.c.
 */
final class PageAug extends HostMemLeaf {
    private static final int HIGHEST_LEVEL = 1;

    PageAug() {
        super(new Rules(0, HIGHEST_LEVEL, Costs.Kind.PAGE_AUG));
    }

    @Override
    long checkEntry(Call call, long entry) {
        return switch (SeptEntry.state(entry)) {
            case FREE -> checkNewPage(call);
            case NL_MAPPED, NL_BLOCKED, MAPPED, BLOCKED, PENDING, PENDING_BLOCKED -> wrongState(call);
        };
    }

    private static long checkNewPage(Call call) {
        return call.septLevel() == 0 ? UnownedPage.check(call, OperandId.R8) : UnownedPage.check2m(call, OperandId.R8);
    }

    @Override
    long cost(Call call) {
        return call.context().costs().ns(call.septLevel() == 0 ? Costs.Kind.PAGE_AUG : Costs.Kind.PAGE_AUG_2M);
    }

    @Override
    void commit(Call call) {
        OwnedPage.give(call, PamtType.REG);
        call.commitEntry(SeptState.PENDING, call.page() >>> 12);
    }
}
