package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.model.Costs;

/**
 * TDH.PHYMEM.PAGE.RECLAIM: takes any page back from a TD that has lost its key; the TDR last. RCX is the page. RCX, RDX
 * and R8 return what it was: its type, its owner's TDR, its size.
 *
 * <p>The entries of the secure EPT stay as they are: nobody can use them any more.
 *
 * <p>Its one racy access, of who is in the guest, is in the step that checks, and only of the TDR.
 *
 * <p>Source: tdh_phymem_page_reclaim.c; assumed: the owner of a TDR is told as zero.
 */
final class PageReclaim extends HostLeaf {
    private static final int LARGEST = 2;

    PageReclaim() {
        super(Costs.Kind.PAGE_RECLAIM);
    }

    @Override
    long check(Call call) {
        if (!Hpa.isPage(call.rcx())) {
            return TdxStatus.OPERAND_INVALID.with(OperandId.RCX);
        }
        long pfn = call.rcx() >>> 12;
        if (!call.memory().hasFrame(pfn)) {
            return TdxStatus.OPERAND_ADDR_RANGE_ERROR.with(OperandId.RCX);
        }
        boolean isTdr = pfn == call.memory().tdrPfn();
        if (!(isTdr ? call.locks().takeTdrAlone() : takePage(call, pfn)) || Tdvpr.isHeld(call, pfn)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.RCX);
        }
        PamtType type = PamtEntry.type(pamt(call));
        if (type == PamtType.NDA || type == PamtType.RSVD) {
            return TdxStatus.PAGE_METADATA_INCORRECT.with(OperandId.RCX);
        }
        if (Level.offset(call.pageLevel() + 1, pfn) != 0) {
            return TdxStatus.OPERAND_INVALID.with(OperandId.RCX);
        }
        return checkTd(call, isTdr);
    }

    /** Walks down to the page, whatever its size is. */
    private static boolean takePage(Call call, long pfn) {
        for (int level = LARGEST; level > 0 && call.memory().hasLargePages(); level--) {
            if (PamtEntry.type(call.fx().own(call.memory().pamt(level, pfn))) == PamtType.REG) {
                call.found(pfn, level);
                return call.locks().takeLarge(ModuleLock.PAGE, level);
            }
            if (call.locks().passLarge(level) == CallLocks.REFUSED) {
                return false;
            }
        }
        return call.locks().take(ModuleLock.PAGE);
    }

    /** The PAMT entry of the page that the walk found. */
    private static long pamt(Call call) {
        return call.fx().own(call.memory().pamt(call.pageLevel(), call.page() >>> 12));
    }

    private static long checkTd(Call call, boolean isTdr) {
        if (!isTdr && !call.locks().take(ModuleLock.TDR)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.TDR);
        }
        if (call.td(TdWord.LIFECYCLE) != LifeCycle.TEARDOWN.ordinal()) {
            return TdxStatus.LIFECYCLE_STATE_INCORRECT.word();
        }
        boolean hasChildren = isTdr && call.td(TdWord.CHLDCNT) != 0;
        return hasChildren ? TdxStatus.TD_ASSOCIATED_PAGES_EXIST.word() : OK;
    }

    @Override
    void commit(Call call) {
        PamtType type = PamtEntry.type(pamt(call));
        call.result(type.number(), PamtEntry.ownerPfn(pamt(call)) << 12, call.pageLevel());
        if (type == PamtType.TDVPR) {
            OwnedPage.endVcpu(call, call.page() >>> 12);
        }
        if (type == PamtType.TDR) {
            OwnedPage.endTd(call);
        } else {
            OwnedPage.takeBack(call, call.pageLevel(), call.page() >>> 12);
        }
    }
}
