package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.PAGE.AUG: gives a page to a running TD, PENDING until the guest accepts it. Its content is not touched.
 *
 * <p>Source: tdh_mem_page_aug.c; simplified: 4K pages only, as mirror leaves are 4K.
 */
final class PageAug extends HostMemLeaf {
    private static final int HIGHEST_LEVEL = 1;

    PageAug() {
        super(new Rules(0, HIGHEST_LEVEL, ModuleLock.Mode.SHARED, Costs.Kind.PAGE_AUG));
    }

    @Override
    long checkEntry(Call call, long entry) {
        return switch (SeptEntry.state(entry)) {
            case FREE -> checkNewPage(call);
            case NL_MAPPED, NL_BLOCKED, MAPPED, BLOCKED, PENDING, PENDING_BLOCKED -> wrongState(call);
        };
    }

    private static long checkNewPage(Call call) {
        if (call.septLevel() != 0) {
            throw new ModelBug("AUG of a 2M page is not modelled yet");
        }
        return UnownedPage.check(call, ModuleLock.Mode.EXCLUSIVE, OperandId.R8);
    }

    @Override
    void commit(Call call) {
        OwnedPage.give(call, PamtType.REG);
        call.commitEntry(SeptState.PENDING, call.page() >>> 12);
    }
}
