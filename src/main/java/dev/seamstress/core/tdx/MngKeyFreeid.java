package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MNG.KEY.FREEID: the TD loses its HKID, which another may have now. What is left of the TD can be reclaimed. RCX
 * is the TDR.
 *
 * <p>Its one racy access, of who is in the guest, is in the step that checks.
 *
 * <p>Source: tdh_mng_key_freeid.c.
 */
final class MngKeyFreeid extends HostLeaf {
    MngKeyFreeid() {
        super(Costs.Kind.LIFE_CYCLE);
    }

    @Override
    long check(Call call) {
        long status = TdChecks.tdrAlone(call, call.rcx(), OperandId.RCX);
        if (status == OK) {
            status = TdChecks.lifeCycle(call, LifeCycle.BLOCKED);
        }
        if (status == OK && !call.locks().take(ModuleLock.KOT)) {
            status = TdxStatus.OPERAND_BUSY.with(OperandId.KOT);
        }
        boolean isLeft = status == OK && !Packages.areAllDone(call);
        return isLeft ? TdxStatus.WBCACHE_NOT_COMPLETE.word() : status;
    }

    @Override
    void commit(Call call) {
        Packages.reset(call);
        call.td(TdWord.LIFECYCLE, LifeCycle.TEARDOWN.ordinal());
    }
}
