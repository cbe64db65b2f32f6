package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.VP.FLUSH: ends the association of a vCPU with the logical processor of the caller, and flushes what that has
 * cached of it. RCX is its TDVPR.
 *
 * <p>The caller's translations are gone when it returns; the TLB is the vCPU's thread's to empty.
 *
 * <p>Source: tdh_vp_flush.c.
 */
final class VpFlush extends HostLeaf {
    VpFlush() {
        super(Costs.Kind.LIFE_CYCLE);
    }

    @Override
    long check(Call call) {
        long status = Tdvpr.lock(call, OperandId.RCX);
        if (status == OK) {
            status = TdChecks.implicitTd(call);
        }
        if (status != OK) {
            return status;
        }
        if (!VcpuState.isWhole(Tdvpr.state(call))) {
            return TdxStatus.TDCX_NUM_INCORRECT.word();
        }
        boolean isHere = call.fx().own(association(call)) == Association.of((int) call.rcx(), call.lp());
        return isHere ? OK : TdxStatus.VCPU_NOT_ASSOCIATED.word();
    }

    private static long association(Call call) {
        return call.memory().tdvps((int) call.rcx(), TdvpsWord.ASSOCIATION);
    }

    @Override
    void commit(Call call) {
        long here = call.memory().call(call.lp(), CallWord.ASSOCIATION);
        if (call.fx().own(here) == call.fx().own(association(call))) {
            call.fx().own(here, 0);
        }
        call.fx().own(association(call), 0);
    }
}
