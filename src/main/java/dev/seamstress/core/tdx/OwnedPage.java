package dev.seamstress.core.tdx;

/**
 * Who has a page: its giving to the TD, and its taking back. Both need the page's PAMT lock, exclusively.
 *
 * <p>Source: the commits of tdh_mem_page_aug.c, tdh_mem_sept_add.c, tdh_mem_page_remove.c and
 * tdh_phymem_page_reclaim.c; simplified: 4K pages only.
 */
final class OwnedPage {
    private OwnedPage() {}

    /**
     * Makes the page in R8 the TD's. Requires: {@link UnownedPage#check} passed in this call.
     *
     * <p>BEPOCH is zero already: who takes a page back clears it, as it means nothing while the page is not blocked.
     */
    static void give(Call call, PamtType type) {
        retype(call, call.page() >>> 12, type, call.memory().tdrPfn());
        call.td(TdWord.CHLDCNT, call.td(TdWord.CHLDCNT) + 1);
    }

    /** Makes a page nobody's. Requires: no entry points to it any more. */
    static void takeBack(Call call, long pfn) {
        retype(call, pfn, PamtType.NDA, 0);
        call.fx().own(call.memory().bepoch(pfn), 0);
        call.td(TdWord.CHLDCNT, call.td(TdWord.CHLDCNT) - 1);
    }

    /** The TD is no more: nothing is left of it. Requires: nobody holds its TDR but the call, and it owns no page. */
    static void endTd(Call call) {
        retype(call, call.memory().tdrPfn(), PamtType.NDA, 0);
        for (TdWord word : TdWord.values()) {
            call.td(word, word == TdWord.LIFECYCLE ? LifeCycle.NONE.ordinal() : 0);
        }
        SecureEpt.clear(call.memory(), call.fx());
    }

    private static void retype(Call call, long pfn, PamtType type, long ownerPfn) {
        long word = call.memory().pamt(pfn);
        call.fx().own(word, PamtEntry.retype(call.fx().own(word), type, ownerPfn));
    }
}
