package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.ModuleSwitch;

/**
 * TDH.VP.ENTER: takes the vCPU into the guest. RCX is the vCPU's number.
 *
 * <p>From its begin on the vCPU holds the TDR shared, until it leaves the guest; from its end on it also counts as
 * being in the guest, in the epoch that it then finds.
 *
 * <p>Source: tdh_vp_enter.c. Simplified: every vCPU is ready; registers are not checked; the stepping filter is off;
 * the TDVPR lock, held until the TD exit there, is let go at the end here, since what would meet it later meets the
 * vCPU's association first. Assumed: a call refused after the association takes it back.
 */
final class VpEnter implements LeafFunction {
    /** Noted: the vCPU was associated with no logical processor before. */
    private static final int NEWLY_ASSOCIATED = 1;

    @Override
    public void begin(Call call) {
        long status = check(call);
        if (status != OK) {
            call.ret(status);
            return;
        }
        associate(call);
        call.fx().add(call.memory().residence().word(), Residence.beginDelta());
        call.proceed(call.context().costs().ns(Costs.Kind.VP_ENTER));
    }

    /** V1 to V6. */
    private static long check(Call call) {
        long status = checkTdvpr(call);
        if (status == OK) {
            status = checkTdr(call);
        }
        if (status == OK) {
            status = TdChecks.control(call);
        }
        if (status == OK) {
            status = TdChecks.opState(call, OpState.RUNNABLE);
        }
        if (status == OK && isAssociatedElsewhere(call)) {
            status = TdxStatus.VCPU_ASSOCIATED.word();
        }
        if (status == OK && !call.locks().take(ModuleLock.EPOCH, ModuleLock.Mode.SHARED)) {
            status = TdxStatus.OPERAND_BUSY.with(OperandId.TD_EPOCH);
        }
        return status;
    }

    /**
     * V1. With the switch a vCPU in the guest elsewhere holds its TDVPR exclusively; simplified: so does one that has
     * left the guest but is still associated, when the module gets as far as VCPU_ASSOCIATED.
     */
    private static long checkTdvpr(Call call) {
        if (call.rcx() < 0 || call.rcx() >= call.memory().sizes().vcpus()) {
            return TdxStatus.PAGE_METADATA_INCORRECT.with(OperandId.RCX);
        }
        boolean isExclusive = call.context().variant().has(ModuleSwitch.TDVPR_EX_ON_ENTER);
        ModuleLock.Mode mode = isExclusive ? ModuleLock.Mode.EXCLUSIVE : ModuleLock.Mode.SHARED;
        boolean isBusy = !call.locks().take(ModuleLock.TDVPR, mode) || isExclusive && isAssociatedElsewhere(call);
        return isBusy ? TdxStatus.OPERAND_BUSY.with(OperandId.RCX) : OK;
    }

    /** V2: the TDR can be locked shared. The hold itself is a part of {@link Residence}, for the vCPU to give back. */
    private static long checkTdr(Call call) {
        return call.locks().mayShare(ModuleLock.TDR) ? OK : TdxStatus.OPERAND_BUSY.with(OperandId.TDR);
    }

    /** V4. */
    private static boolean isAssociatedElsewhere(Call call) {
        long now = call.fx().own(call.memory().tdvps((int) call.rcx(), TdvpsWord.ASSOCIATION));
        return now != 0 && now != Association.of((int) call.rcx(), call.lp());
    }

    private static void associate(Call call) {
        int vcpu = (int) call.rcx();
        long word = call.memory().tdvps(vcpu, TdvpsWord.ASSOCIATION);
        if (call.fx().own(word) == 0) {
            call.note(NEWLY_ASSOCIATED);
            call.fx().own(word, Association.of(vcpu, call.lp()));
        }
        call.fx().own(call.memory().call(call.lp(), CallWord.ASSOCIATION), Association.of(vcpu, call.lp()));
    }

    /**
     * V6: samples the epoch, counts the vCPU, and decides whether its translations go: they do if the epoch is not that
     * of its last entry, unless it is newly associated, when VP.FLUSH or its birth has seen to that.
     */
    @Override
    public void resume(Call call) {
        long epoch = call.td(TdWord.EPOCH);
        long word = call.memory().tdvps((int) call.rcx(), TdvpsWord.EPOCH);
        boolean isFlushed =
                call.note() != NEWLY_ASSOCIATED && epoch != call.fx().own(word);
        int epochParity = (int) epoch & 1;
        call.fx().add(call.memory().residence().word(), Residence.enterDelta(epochParity));
        call.fx().own(word, epoch);
        call.enterGuest(isFlushed, epochParity);
    }
}
