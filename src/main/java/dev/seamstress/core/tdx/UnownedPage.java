package dev.seamstress.core.tdx;

/**
 * A page that must be nobody's, and its checks: that in R8 of a leaf that gives it to the TD, that in RCX of one that
 * writes it back.
 *
 * <p>Source: helpers.c, check_and_lock_explicit_4k_private_hpa() with PT_NDA; simplified: 4K pages only, as mirror
 * leaves are 4K; reserved areas do not exist.
 */
final class UnownedPage {
    private UnownedPage() {}

    /** Checks and locks it: a page, with a PAMT entry, that can be locked, and that is nobody's. */
    static long check(Call call, ModuleLock.Mode mode, OperandId operand) {
        if (!Hpa.isPage(call.page())) {
            return TdxStatus.OPERAND_INVALID.with(operand);
        }
        long pfn = call.page() >>> 12;
        if (!call.memory().hasFrame(pfn)) {
            return TdxStatus.OPERAND_ADDR_RANGE_ERROR.with(operand);
        }
        if (!call.locks().take(ModuleLock.PAGE, mode)) {
            return TdxStatus.OPERAND_BUSY.with(operand);
        }
        if (PamtEntry.type(call.fx().own(call.memory().pamt(pfn))) != PamtType.NDA) {
            return TdxStatus.PAGE_METADATA_INCORRECT.with(operand);
        }
        return LeafFunction.OK;
    }
}
