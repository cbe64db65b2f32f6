package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.LockMode;

/**
 * TDH.VP.ENTER: takes the vCPU into the guest. RCX is its TDVPR, or the number of a vCPU that was there from the start.
 *
 * <p>From its first step on the vCPU counts as being in the guest, in the epoch that it finds there, and holds the TDR
 * shared, until it leaves the guest. The epoch lock, which it meets TRACK on, it holds for a moment only: no time
 * passes until the second step lets it go. The third enters.
 *
 * <p>A vCPU that {@link Stepping} suspects takes the whole secure EPT in the second step, before the guest is set up,
 * and has it until the third. If it would fault again it does not enter: the host gets the violation at once.
 *
 * <p>Source: tdh_vp_enter.c; td_exit_stepping.c, td_entry_stepping_filter(); helpers.c, adjust_tlb_tracking_state().
 * Simplified: registers are not checked; the guest does not ask to be notified of faults by #VE; the TDVPR lock, held
 * until the TD exit there, is let go at the end here, since what would meet it later meets the vCPU's association
 * first; a logical processor runs one vCPU only, so there is no flush for another one that ran there.
 */
final class VpEnter implements LeafFunction {
    /** Noted: the vCPU's translations go. */
    private static final int FLUSHES = 1;

    /** Noted until the vCPU is counted: it was associated with no logical processor before. */
    private static final int NEWLY_ASSOCIATED = 2;

    @Override
    public void begin(Call call) {
        long status = check(call);
        if (status != OK) {
            call.fail(status);
            return;
        }
        countIn(call);
        if (call.context().isContended()) {
            call.proceed(0);
        } else {
            letEpochGo(call);
        }
    }

    /** V1 to V6; the vCPU is associated even if the epoch lock is not to be had. */
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
        if (status == OK) {
            status = associate(call);
        }
        if (status == OK && !call.locks().take(ModuleLock.EPOCH)) {
            status = TdxStatus.OPERAND_BUSY.with(OperandId.TD_EPOCH);
        }
        return status;
    }

    /**
     * V1. With the switch a vCPU in the guest elsewhere holds its TDVPR exclusively; simplified: so does one that has
     * left the guest but is still associated, when the module gets as far as VCPU_ASSOCIATED.
     */
    private static long checkTdvpr(Call call) {
        long status = Tdvpr.check(call, OperandId.RCX);
        if (status != OK) {
            return status;
        }
        boolean isExclusive = call.locks().wants(ModuleLock.TDVPR, LockMode.EXCLUSIVE);
        boolean isBusy =
                isExclusive && isAssociatedElsewhere(call) || !call.locks().take(ModuleLock.TDVPR);
        return isBusy ? TdxStatus.OPERAND_BUSY.with(OperandId.RCX) : OK;
    }

    /** V2: the TDR can be locked shared. The hold itself is a part of {@link Residence}, for the vCPU to give back. */
    private static long checkTdr(Call call) {
        return call.locks().mayShare(ModuleLock.TDR) ? OK : TdxStatus.OPERAND_BUSY.with(OperandId.TDR);
    }

    private static boolean isAssociatedElsewhere(Call call) {
        long now = call.fx().own(call.memory().tdvps((int) call.rcx(), TdvpsWord.ASSOCIATION));
        return now != 0 && now != Association.of((int) call.rcx(), call.lp());
    }

    /** V4. */
    private static long associate(Call call) {
        long state = Tdvpr.state(call);
        if (!VcpuState.isWhole(state)) {
            return TdxStatus.TDCX_NUM_INCORRECT.word();
        }
        if (isAssociatedElsewhere(call)) {
            return TdxStatus.VCPU_ASSOCIATED.word();
        }
        if (!VcpuState.isReady(state)) {
            return TdxStatus.VCPU_STATE_INCORRECT.word();
        }
        int vcpu = (int) call.rcx();
        long word = call.memory().tdvps(vcpu, TdvpsWord.ASSOCIATION);
        if (call.fx().own(word) == 0) {
            call.note(NEWLY_ASSOCIATED);
            call.fx().own(word, Association.of(vcpu, call.lp()));
        }
        call.fx().own(call.memory().call(call.lp(), CallWord.ASSOCIATION), Association.of(vcpu, call.lp()));
        return OK;
    }

    /**
     * V6 under the lock: samples the epoch, counts the vCPU, and decides whether its translations go. They do if the
     * epoch is not that of its last entry, unless it is newly associated, when VP.FLUSH or its birth has seen to that.
     */
    private static void countIn(Call call) {
        long epoch = call.td(TdWord.EPOCH);
        long word = call.memory().tdvps((int) call.rcx(), TdvpsWord.EPOCH);
        boolean isFlushed = epoch != call.fx().own(word) && call.note() != NEWLY_ASSOCIATED;
        call.note(isFlushed ? FLUSHES : 0);
        call.fx().own(word, epoch);
        call.fx().add(call.memory().residence().word(), Residence.enterDelta(TlbTracking.parity(epoch)));
    }

    /** The guest's RIP tells whether it has got on since it faulted. */
    static void arrives(Call call) {
        if (call.context().filtersSteps() && call.rdx() == Tdx.PROGRESS && call.rcx() >= 0) {
            Stepping.progress(call.memory(), call.fx(), (int) call.rcx());
        }
    }

    @Override
    public void resume(Call call) {
        if (call.locks().holds(ModuleLock.EPOCH)) {
            letEpochGo(call);
        } else if (call.locks().holds(ModuleLock.TREE) && expected(call) >= 0) {
            faultAgain(call, expected(call));
        } else {
            long epoch = call.fx().own(call.memory().tdvps((int) call.rcx(), TdvpsWord.EPOCH));
            call.enterGuest(call.note() == FLUSHES, TlbTracking.parity(epoch));
        }
    }

    /** Then V7: the suspected want the tree alone. Who is refused is counted no more; one racy access. */
    private static void letEpochGo(Call call) {
        call.locks().release(ModuleLock.EPOCH);
        if (isSuspected(call) && !call.locks().takeTreeAlone()) {
            countOut(call);
            call.fail(TdxStatus.OPERAND_BUSY.with(OperandId.SEPT_TREE));
            return;
        }
        call.proceed(call.context().costs().ns(Costs.Kind.VP_ENTER));
    }

    private static boolean isSuspected(Call call) {
        return call.context().filtersSteps() && Stepping.hasList(call.memory(), call.fx(), (int) call.rcx());
    }

    private static long expected(Call call) {
        return Stepping.expected(call.memory(), call.fx(), (int) call.rcx());
    }

    /** V8: a violation that the guest did not have time to make. One racy access. Assumed: of the plain kind. */
    private static void faultAgain(Call call, long gfn) {
        countOut(call);
        call.end(TdxStatus.EXIT_EPT_VIOLATION);
        call.fx().send(call.lp(), new Tdx.EptViolation(gfn << 12, Tdx.ExtendedQualification.NONE, 0));
    }

    /**
     * Simplified: the flush that was due, and done by the module at once, stays due: who does not enter uses no
     * translation.
     */
    private static void countOut(Call call) {
        GuestExit.countOut(call.memory(), call.fx(), (int) call.rcx());
        if (call.note() == FLUSHES) {
            call.fx().own(call.memory().tdvps((int) call.rcx(), TdvpsWord.EPOCH), 0);
        }
    }
}
