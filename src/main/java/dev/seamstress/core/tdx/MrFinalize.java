package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MR.FINALIZE: the TD is complete: it is measured no more, and can run. RCX is the TDR.
 *
 * <p>Its one racy access, of who is in the guest, is in the step that checks.
 *
 * <p>Source: tdh_mr_finalize.c.
 */
final class MrFinalize extends HostLeaf {
    MrFinalize() {
        super(Costs.Kind.MR_FINALIZE);
    }

    @Override
    long check(Call call) {
        long status = TdChecks.tdAlone(call, call.rcx(), OperandId.RCX, OpState.INITIALIZED);
        if (status != OK) {
            return status;
        }
        return hasVcpu(call) ? OK : TdxStatus.NO_VCPUS.word();
    }

    private static boolean hasVcpu(Call call) {
        for (int vcpu = 0; vcpu < call.memory().sizes().vcpus(); vcpu++) {
            if (VcpuState.isReady(call.fx().own(call.memory().tdvps(vcpu, TdvpsWord.STATE)))) {
                return true;
            }
        }
        return false;
    }

    @Override
    void commit(Call call) {
        call.td(TdWord.OP_STATE, OpState.RUNNABLE.ordinal());
    }
}
