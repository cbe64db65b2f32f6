package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.LockMode;

/**
 * TDH.VP.INIT: initializes a vCPU that has all its pages, and associates it with the logical processor of the caller.
 * RCX is its TDVPR.
 *
 * <p>Its one racy access, with the switch {@code vp-init-tdr-ex} only, is of who is in the guest.
 *
 * <p>Source: tdh_vp_init.c; simplified: RDX, what the guest is to find in a register, is ignored.
 */
final class VpInit extends HostLeaf {
    VpInit() {
        super(Costs.Kind.LIFE_CYCLE);
    }

    @Override
    long check(Call call) {
        long status = Tdvpr.lock(call, OperandId.RCX);
        if (status == OK) {
            status = call.locks().wants(ModuleLock.TDR, LockMode.EXCLUSIVE)
                    ? TdChecks.implicitTdAlone(call)
                    : TdChecks.implicitTdBeingBuilt(call);
        }
        if (status != OK) {
            return status;
        }
        if (!VcpuState.isWhole(Tdvpr.state(call))) {
            return TdxStatus.TDCX_NUM_INCORRECT.word();
        }
        return VcpuState.isUninit(Tdvpr.state(call)) ? OK : TdxStatus.VCPU_STATE_INCORRECT.word();
    }

    @Override
    void commit(Call call) {
        int vcpu = (int) call.rcx();
        Tdvpr.state(call, VcpuState.ready(Tdvpr.state(call)));
        call.fx().own(call.memory().tdvps(vcpu, TdvpsWord.ASSOCIATION), Association.of(vcpu, call.lp()));
    }
}
