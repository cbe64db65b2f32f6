package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.PAGE.ADD: gives a 4K page to a TD that is not final yet, MAPPED, with the content of the host's page in R9,
 * and measures where. It has the TD for itself, so it needs no lock of the tree or of the entry.
 *
 * <p>The racy accesses, of who is in the guest, and of the two contents, are in a step each.
 *
 * <p>Source: tdh_mem_page_add.c; simplified: MRTD is a running mix of what it is extended with. Assumed: of the host's
 * page only the form of its address is checked; a page of which the model keeps no content is zero.
 */
final class PageAdd extends HostLeaf {
    private static final long MEASURED = Mix.tag("MEM.PAGE.ADD");

    /** Noted: the content has been read. */
    private static final int IS_READ = 1;

    PageAdd() {
        super(Costs.Kind.PAGE_ADD);
    }

    @Override
    long check(Call call) {
        long status = TdChecks.tdAlone(call, call.rdx(), OperandId.RDX, OpState.INITIALIZED);
        if (status != OK) {
            return status;
        }
        if (!PageInfo.isWellFormed(call.rcx(), 0, 0)
                || !PageInfo.isPrivate(call.rcx(), call.context().td().gpaw())) {
            return TdxStatus.OPERAND_INVALID.with(OperandId.RCX);
        }
        int level = SecureEpt.walk(call.memory(), call.fx(), call.gfn(), 0);
        if (level != 0) {
            call.detail(level);
            return TdxStatus.EPT_WALK_FAILED.with(OperandId.RCX);
        }
        return switch (SeptEntry.state(call.entry())) {
            case FREE -> checkPages(call);
            case NL_MAPPED, NL_BLOCKED, MAPPED, BLOCKED, PENDING, PENDING_BLOCKED -> HostMemLeaf.wrongState(call);
        };
    }

    private static long checkPages(Call call) {
        if (!Hpa.isPage(call.r9())) {
            return TdxStatus.OPERAND_INVALID.with(OperandId.R9);
        }
        long status = UnownedPage.check(call, OperandId.R8);
        if (status == OK) {
            call.kept().carry(call.r9());
        }
        return status;
    }

    @Override
    boolean isReady(Call call) {
        if (call.note() == IS_READ) {
            return true;
        }
        long source = call.kept().carried() >>> 12;
        boolean isKept = call.context().host().hasContent(source);
        call.kept().carry(isKept ? call.fx().read(call.context().host().contentWord(source)) : 0);
        call.note(IS_READ);
        return false;
    }

    @Override
    void commit(Call call) {
        long pfn = call.page() >>> 12;
        call.fx().write(call.context().host().contentWord(pfn), call.kept().carried());
        OwnedPage.give(call, PamtType.REG);
        call.commitEntry(SeptState.MAPPED, pfn);
        call.td(TdWord.MRTD, Mix.mix(call.td(TdWord.MRTD), MEASURED, call.gfn()));
    }
}
