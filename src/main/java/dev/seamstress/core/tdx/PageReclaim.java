package dev.seamstress.core.tdx;

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
        boolean isTaken =
                isTdr ? call.locks().takeTdrAlone() : call.locks().take(ModuleLock.PAGE, ModuleLock.Mode.EXCLUSIVE);
        if (!isTaken) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.RCX);
        }
        PamtType type = type(call);
        if (type == PamtType.NDA || type == PamtType.RSVD) {
            return TdxStatus.PAGE_METADATA_INCORRECT.with(OperandId.RCX);
        }
        return checkTd(call, isTdr);
    }

    private static PamtType type(Call call) {
        return PamtEntry.type(call.fx().own(call.memory().pamt(call.page() >>> 12)));
    }

    private static long checkTd(Call call, boolean isTdr) {
        if (!isTdr && !call.locks().take(ModuleLock.TDR, ModuleLock.Mode.SHARED)) {
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
        long pfn = call.page() >>> 12;
        PamtType type = type(call);
        long owner = PamtEntry.ownerPfn(call.fx().own(call.memory().pamt(pfn)));
        call.result(type.number(), owner << 12, 0);
        if (type == PamtType.TDR) {
            OwnedPage.endTd(call);
        } else {
            OwnedPage.takeBack(call, pfn);
        }
    }
}
