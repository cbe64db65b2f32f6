package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.PAGE.RELOCATE: puts a 4K page of the TD into another host page, that in R8, with its content unless it is
 * PENDING. Once the TD can run, only if it is blocked and tracked. It leaves the entry unblocked. RCX returns the
 * address of the old page.
 *
 * <p>The racy accesses, of {@link TlbTracking} and of the two contents, are in a step each.
 *
 * <p>Source: tdh_mem_page_relocate.c.
 */
final class PageRelocate extends HostMemLeaf {
    /** Noted: the content has been read. */
    private static final int IS_READ = 1;

    PageRelocate() {
        super(new Rules(0, 0, Costs.Kind.PAGE_RELOCATE));
    }

    @Override
    long checkEntry(Call call, long entry) {
        return switch (SeptEntry.state(entry)) {
            case MAPPED, BLOCKED, PENDING, PENDING_BLOCKED -> checkPages(call, entry);
            case FREE, NL_MAPPED, NL_BLOCKED -> wrongState(call);
        };
    }

    private static long checkPages(Call call, long entry) {
        if (call.page() == SeptEntry.pfn(entry) << 12) {
            return TdxStatus.OPERAND_INVALID.with(OperandId.R8);
        }
        if (!call.locks().take(ModuleLock.MAPPED_PAGE)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.RCX);
        }
        long status = TlbTracking.check(call, entry);
        return status == OK ? UnownedPage.check(call, OperandId.R8) : status;
    }

    /** The content is read in a step of its own. */
    @Override
    boolean isReady(Call call) {
        long entry = call.entry();
        if (call.note() == IS_READ || SeptEntry.state(entry).unblocked() == SeptState.PENDING) {
            return true;
        }
        call.kept().carry(call.fx().read(call.context().host().contentWord(SeptEntry.pfn(entry))));
        call.note(IS_READ);
        return false;
    }

    @Override
    void commit(Call call) {
        long entry = call.entry();
        long old = SeptEntry.pfn(entry);
        long next = call.page() >>> 12;
        call.locks().release(ModuleLock.MAPPED_PAGE);
        if (call.note() == IS_READ) {
            call.fx().write(call.context().host().contentWord(next), call.kept().carried());
        }
        OwnedPage.takeBack(call, 0, old);
        OwnedPage.give(call, PamtType.REG);
        call.commitEntry(SeptEntry.state(entry).unblocked(), next);
        call.result(old << 12, 0);
    }
}
