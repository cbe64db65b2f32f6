package dev.seamstress.core.tdx;

/**
 * The page in R8 that a leaf gives to the TD: its checks, and its giving.
 *
 * <p>Source: helpers.c, check_and_lock_explicit_4k_private_hpa() with PT_NDA; simplified: 4K pages only, as mirror
 * leaves are 4K; reserved areas do not exist.
 */
final class NewPage {
    private NewPage() {}

    /** Checks and locks it: a page, with a PAMT entry, that nobody has locked, and that is nobody's. */
    static long check(Call call) {
        if (!Hpa.isPage(call.r8())) {
            return TdxStatus.OPERAND_INVALID.with(OperandId.R8);
        }
        long pfn = call.r8() >>> 12;
        if (!call.memory().hasFrame(pfn)) {
            return TdxStatus.OPERAND_ADDR_RANGE_ERROR.with(OperandId.R8);
        }
        if (!call.locks().take(ModuleLock.NEW_PAGE, ModuleLock.Mode.EXCLUSIVE)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.R8);
        }
        if (PamtEntry.type(call.fx().own(call.memory().pamt(pfn))) != PamtType.NDA) {
            return TdxStatus.PAGE_METADATA_INCORRECT.with(OperandId.R8);
        }
        return LeafFunction.OK;
    }

    /**
     * Makes it the TD's. Requires: {@link #check} passed in this call.
     *
     * <p>BEPOCH is zero already: who gives a page back clears it, as it means nothing while the page is not blocked.
     */
    static void give(Call call, PamtType type) {
        long word = call.memory().pamt(call.r8() >>> 12);
        call.fx()
                .own(
                        word,
                        PamtEntry.retype(
                                call.fx().own(word), type, call.memory().tdrPfn()));
        call.td(TdWord.CHLDCNT, call.td(TdWord.CHLDCNT) + 1);
    }
}
