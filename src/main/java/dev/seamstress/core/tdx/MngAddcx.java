package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MNG.ADDCX: gives the page in RCX to the TD's control structure. The fourth of them is the root of the secure EPT,
 * which is empty. RDX is the TDR.
 *
 * <p>Its one racy access, of who is in the guest, is in the step that checks.
 *
 * <p>Source: tdh_mng_addcx.c.
 */
final class MngAddcx extends HostLeaf {
    private static final int PAGES_MAX = 9;

    MngAddcx() {
        super(Costs.Kind.LIFE_CYCLE);
    }

    @Override
    long check(Call call) {
        long status = TdChecks.tdrAlone(call, call.rdx(), OperandId.RDX);
        if (status != OK) {
            return status;
        }
        if (call.td(TdWord.LIFECYCLE) != LifeCycle.KEYS_CONFIGURED.ordinal()) {
            return TdxStatus.TD_KEYS_NOT_CONFIGURED.word();
        }
        if (call.td(TdWord.OP_STATE) != OpState.UNINITIALIZED.ordinal()) {
            return TdxStatus.OP_STATE_INCORRECT.word();
        }
        if (call.td(TdWord.TDCX_COUNT) >= PAGES_MAX) {
            return TdxStatus.TDCX_NUM_INCORRECT.word();
        }
        return UnownedPage.check(call, OperandId.RCX);
    }

    @Override
    void commit(Call call) {
        OwnedPage.give(call, PamtType.TDCX);
        call.td(TdWord.TDCX_COUNT, call.td(TdWord.TDCX_COUNT) + 1);
    }
}
