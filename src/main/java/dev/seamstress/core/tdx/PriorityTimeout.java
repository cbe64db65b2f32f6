package dev.seamstress.core.tdx;

/**
 * HP_LOCK_TIMEOUT: a guest that host priority refuses again and again leaves in the end, by a TD exit with
 * HOST_PRIORITY_BUSY_TIMEOUT.
 *
 * <p>The clock starts at the first refusal of a row of them, so the second and each later one may find that the time is
 * over, or not: a coin decides, as for an {@link Injection}. Nothing is timed unless {@link ModuleContext#hasTimeouts}.
 *
 * <p>Source: tdx_td_dispatcher.c, td_call(); tdx_tdvps.h, hp_lock_busy and hp_lock_busy_start. Assumed: a call of the
 * guest that ends in any other way ends the row, and so does that exit; one by an interrupt does not.
 */
final class PriorityTimeout {
    private final ModuleContext context;
    private final int self;

    /** {@code self}: the module's id. */
    PriorityTimeout(ModuleContext context, int self) {
        this.context = context;
        this.self = self;
    }

    private static long word(Call call) {
        return call.memory().tdvps(GuestExit.vcpu(call.memory(), call.fx(), call.lp()), TdvpsWord.HP_LOCK_BUSY);
    }

    /** Host priority refuses the guest, for the first time or again. Ends the step. */
    void refuse(Call call) {
        if (!context.hasTimeouts()) {
            call.returnToGuest(status());
        } else if (call.fx().own(word(call)) == 0) {
            call.fx().own(word(call), 1);
            call.returnToGuest(status());
        } else {
            Tdx.Complete heads = Tdx.Complete.of(call.leaf());
            keep(call, CoinToss.flip(call.fx(), call.lp(), heads, self, new Tdx.Tails(call.lp())));
        }
    }

    /** The coin shows a side: heads, there is time left. Ends the step. One racy access if it is over. */
    void landed(Call call, CoinToss side) {
        boolean isSecond = call.toss().isDecided();
        CoinToss result = call.toss().landed(side);
        if (!isSecond) {
            keep(call, result);
        } else if (result == CoinToss.HEADS) {
            call.returnToGuest(status());
        } else {
            call.end(TdxStatus.HOST_PRIORITY_BUSY_TIMEOUT.word());
            GuestExit.priorityTimeout(context, call.fx(), call.lp());
        }
    }

    /** The call holds nothing, and waits for the coin. */
    private static void keep(Call call, CoinToss coin) {
        call.keep(CallState.timed(call.leaf(), coin));
    }

    private static long status() {
        return TdxStatus.OPERAND_BUSY_HOST_PRIORITY.with(OperandId.RCX);
    }

    /** A call has ended with this status. */
    static void ended(Call call, long status) {
        boolean isRow = !call.leaf().isGuests() || TdxStatus.OPERAND_BUSY_HOST_PRIORITY.is(status);
        if (call.context().hasTimeouts() && !isRow && call.fx().own(word(call)) != 0) {
            call.fx().own(word(call), 0);
        }
    }
}
