package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;

/**
 * A page that must be nobody's, and its checks: that in R8 of a leaf that gives it to the TD, that in RCX of one that
 * writes it back.
 *
 * <p>Source: helpers.c, check_and_lock_explicit_private_hpa() with PT_NDA; pamt_manager.c, pamt_walk(); simplified:
 * reserved areas do not exist.
 */
final class UnownedPage {
    private static final int LEVEL_2M = 1;
    private static final int LEVEL_1G = 2;

    private UnownedPage() {}

    /** Checks and locks a 4K page: one with a PAMT entry, that can be locked, and that is nobody's. */
    static long check(Call call, OperandId operand) {
        if (!Hpa.isPage(call.page())) {
            return TdxStatus.OPERAND_INVALID.with(operand);
        }
        long pfn = call.page() >>> 12;
        if (!call.memory().hasFrame(pfn)) {
            return TdxStatus.OPERAND_ADDR_RANGE_ERROR.with(operand);
        }
        if (call.memory().hasLargePages()) {
            long status = walk(call, LEVEL_2M, operand);
            if (status != LeafFunction.OK) {
                return status;
            }
        }
        if (!call.locks().take(ModuleLock.PAGE)) {
            return TdxStatus.OPERAND_BUSY.with(operand);
        }
        return isNobodys(call, 0, pfn) ? LeafFunction.OK : TdxStatus.PAGE_METADATA_INCORRECT.with(operand);
    }

    /** The same of a page of 2M, none of whose frames may be anybody's. */
    static long check2m(Call call, OperandId operand) {
        long pfn = call.page() >>> 12;
        if (!Hpa.isPage(call.page()) || Level.offset(Level.PG_2M, pfn) != 0) {
            return TdxStatus.OPERAND_INVALID.with(operand);
        }
        if (!call.memory().hasFrames(LEVEL_2M, pfn)) {
            return TdxStatus.OPERAND_ADDR_RANGE_ERROR.with(operand);
        }
        call.found(pfn, LEVEL_2M);
        long status = walk(call, LEVEL_1G, operand);
        if (status != LeafFunction.OK) {
            return status;
        }
        if (!call.locks().takeLarge(ModuleLock.PAGE, LEVEL_2M)) {
            return TdxStatus.OPERAND_BUSY.with(operand);
        }
        boolean isFree = isNobodys(call, LEVEL_2M, pfn);
        for (int i = 0; isFree && i < SeptTable.ENTRIES; i++) {
            isFree = isNobodys(call, 0, pfn + i);
        }
        return isFree ? LeafFunction.OK : TdxStatus.PAGE_METADATA_INCORRECT.with(operand);
    }

    /** Down from the largest page to those of {@code lowest}: a walk that ends there has come to a page too large. */
    private static long walk(Call call, int lowest, OperandId operand) {
        for (int level = LEVEL_1G; level >= lowest; level--) {
            long entry = call.locks().passLarge(level);
            if (entry == CallLocks.REFUSED) {
                return TdxStatus.OPERAND_BUSY.with(operand);
            }
            if (PamtEntry.type(entry) != PamtType.NDA) {
                return TdxStatus.PAGE_METADATA_INCORRECT.with(operand);
            }
        }
        return LeafFunction.OK;
    }

    private static boolean isNobodys(Call call, int level, long pfn) {
        return PamtEntry.type(call.fx().own(call.memory().pamt(level, pfn))) == PamtType.NDA;
    }
}
