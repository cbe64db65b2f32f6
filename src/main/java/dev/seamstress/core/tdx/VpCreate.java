package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.VP.CREATE: makes the page in RCX the root of a new vCPU, which gets the lowest number that is free. RDX is the
 * TDR. In R9, which the module ignores, the caller may say one more than the number that the vCPU is to have.
 *
 * <p>Shape: the call keeps the number in place of RCX, and the page in place of R8.
 *
 * <p>Source: tdh_vp_create.c; simplified: a vCPU gets its number here and not in VP.INIT, and so it is here that there
 * can be too many.
 */
final class VpCreate extends HostLeaf {
    VpCreate() {
        super(Costs.Kind.LIFE_CYCLE);
    }

    @Override
    long check(Call call) {
        long status = TdChecks.tdBeingBuilt(call, call.rdx(), OperandId.RDX);
        if (status == OK) {
            status = UnownedPage.check(call, OperandId.RCX);
        }
        if (status != OK) {
            return status;
        }
        call.names(Tdvpr.free(call.memory(), call.fx(), call.r9()));
        boolean isNumbered = call.rcx() >= 0 && call.locks().take(ModuleLock.TDVPR);
        return isNumbered ? OK : TdxStatus.MAX_VCPUS_EXCEEDED.word();
    }

    @Override
    void commit(Call call) {
        OwnedPage.give(call, PamtType.TDVPR);
        Tdvpr.state(call, VcpuState.created(call.page() >>> 12));
    }
}
