package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MNG.KEY.CONFIG: gives the TD's key to the memory controllers of the package that makes the call. RCX is the TDR.
 *
 * <p>Its one racy access, of who is in the guest, is in the step that checks.
 *
 * <p>Source: tdh_mng_key_config.c; simplified: a key is always to be had.
 */
final class MngKeyConfig extends HostLeaf {
    MngKeyConfig() {
        super(Costs.Kind.LIFE_CYCLE);
    }

    @Override
    long check(Call call) {
        long status = TdChecks.tdrAlone(call, call.rcx(), OperandId.RCX);
        if (status == OK) {
            status = TdChecks.lifeCycle(call, LifeCycle.HKID_ASSIGNED);
        }
        boolean isDone = status == OK && Packages.isDone(call);
        return isDone ? TdxStatus.KEY_CONFIGURED.word() : status;
    }

    @Override
    void commit(Call call) {
        Packages.done(call);
        if (Packages.areAllDone(call)) {
            Packages.reset(call);
            call.td(TdWord.LIFECYCLE, LifeCycle.KEYS_CONFIGURED.ordinal());
        }
    }
}
