package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MNG.INIT: initializes the TD by the TD_PARAMS at RDX. RCX is the TDR. The first TD epoch begins.
 *
 * <p>Its one racy access, of who is in the guest, is in the step that checks.
 *
 * <p>Source: tdh_mng_init.c; simplified: of TD_PARAMS only the address is checked; the TD has the parameters that the
 * scenario gives it.
 */
final class MngInit extends HostLeaf {
    private static final long UNALIGNED = 1023;

    MngInit() {
        super(Costs.Kind.LIFE_CYCLE);
    }

    @Override
    long check(Call call) {
        long status = TdChecks.tdAlone(call, call.rcx(), OperandId.RCX, OpState.UNINITIALIZED);
        boolean isInvalid = status == OK && ((call.rdx() & UNALIGNED) != 0 || !Hpa.isPage(call.rdx() & ~0xFFFL));
        return isInvalid ? TdxStatus.OPERAND_INVALID.with(OperandId.RDX) : status;
    }

    @Override
    void commit(Call call) {
        call.td(TdWord.OP_STATE, OpState.INITIALIZED.ordinal());
        call.td(TdWord.EPOCH, TdxInitials.FIRST_EPOCH);
    }
}
