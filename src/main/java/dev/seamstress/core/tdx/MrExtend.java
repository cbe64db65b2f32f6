package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.model.Costs;

/**
 * TDH.MR.EXTEND: measures 256 bytes of a page of a TD that is not final yet. RCX is their GPA.
 *
 * <p>The racy accesses, of who is in the guest and of the content, are in a step each.
 *
 * <p>Source: tdh_mr_extend.c; simplified: the content of a page is one word, so each of its sixteen parts is measured
 * as that word and where it lies.
 */
final class MrExtend extends HostLeaf {
    private static final long MEASURED = Mix.tag("MR.EXTEND");
    private static final long UNALIGNED = 0xFF;

    MrExtend() {
        super(Costs.Kind.MR_EXTEND);
    }

    @Override
    long check(Call call) {
        long status = TdChecks.tdAlone(call, call.rdx(), OperandId.RDX, OpState.INITIALIZED);
        if (status != OK) {
            return status;
        }
        if ((call.rcx() & UNALIGNED) != 0
                || call.rcx() >>> 52 != 0
                || !PageInfo.isPrivate(call.rcx(), call.context().td().gpaw())) {
            return TdxStatus.OPERAND_INVALID.with(OperandId.RCX);
        }
        int level = level(call);
        if (SeptEntry.state(entry(call, level)) == SeptState.MAPPED) {
            return OK;
        }
        call.detail(level);
        return TdxStatus.EPT_ENTRY_NOT_PRESENT.with(OperandId.RCX);
    }

    private static int level(Call call) {
        return SecureEpt.walk(call.memory(), call.fx(), call.gfn(), 0);
    }

    private static long entry(Call call, int level) {
        return call.fx().own(call.memory().entry(level, call.gfn()));
    }

    @Override
    void commit(Call call) {
        int level = level(call);
        long pfn = SeptEntry.pfn(entry(call, level)) + Level.offset(level + 1, call.gfn());
        long content = call.fx().read(call.context().host().contentWord(pfn));
        call.td(TdWord.MRTD, Mix.mix(call.td(TdWord.MRTD), MEASURED, call.rcx(), content));
    }
}
