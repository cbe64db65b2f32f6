package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MNG.VPFLUSHDONE: no vCPU of the TD is associated with a logical processor any more, and none will be: its key is
 * blocked. RCX is the TDR.
 *
 * <p>Its one racy access, of who is in the guest, is in the step that checks.
 *
 * <p>Source: tdh_mng_vpflushdone.c; assumed: a TD whose keys are not all configured is refused, too.
 */
final class MngVpflushdone extends HostLeaf {
    MngVpflushdone() {
        super(Costs.Kind.LIFE_CYCLE);
    }

    @Override
    long check(Call call) {
        long status = TdChecks.tdrAlone(call, call.rcx(), OperandId.RCX);
        if (status == OK) {
            status = TdChecks.lifeCycle(call, LifeCycle.KEYS_CONFIGURED);
        }
        if (status == OK && !call.locks().take(ModuleLock.KOT)) {
            status = TdxStatus.OPERAND_BUSY.with(OperandId.KOT);
        }
        boolean isLeft = status == OK && isAnyAssociated(call);
        return isLeft ? TdxStatus.FLUSHVP_NOT_DONE.word() : status;
    }

    private static boolean isAnyAssociated(Call call) {
        for (int vcpu = 0; vcpu < call.memory().sizes().vcpus(); vcpu++) {
            if (call.fx().own(call.memory().tdvps(vcpu, TdvpsWord.ASSOCIATION)) != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    void commit(Call call) {
        call.td(TdWord.LIFECYCLE, LifeCycle.BLOCKED.ordinal());
    }
}
