package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.VP.ADDCX: gives the page in RCX to a vCPU that is not initialized yet. RDX is its TDVPR.
 *
 * <p>Shape: the call keeps the vCPU's number in place of RCX, and the page in place of R8.
 *
 * <p>Source: tdh_vp_addcx.c; simplified: at most six pages, as there are no L2 VMs.
 */
final class VpAddcx extends HostLeaf {
    VpAddcx() {
        super(Costs.Kind.LIFE_CYCLE);
    }

    @Override
    long check(Call call) {
        long status = Tdvpr.lock(call, OperandId.RDX);
        if (status == OK) {
            status = TdChecks.implicitTdBeingBuilt(call);
        }
        if (status != OK) {
            return status;
        }
        if (!VcpuState.isUninit(Tdvpr.state(call))) {
            return TdxStatus.VCPU_STATE_INCORRECT.word();
        }
        if (VcpuState.isWhole(Tdvpr.state(call))) {
            return TdxStatus.TDCX_NUM_INCORRECT.word();
        }
        return UnownedPage.check(call, OperandId.RCX);
    }

    @Override
    void commit(Call call) {
        OwnedPage.give(call, PamtType.TDCX);
        Tdvpr.state(call, VcpuState.withPage(Tdvpr.state(call)));
    }
}
