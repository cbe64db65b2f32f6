package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;

/**
 * A choice that no machine makes. A machine that tosses a coin sends itself two messages in different channels: the one
 * that arrives first decides, and the second ends the toss, so that none is left to arrive when nobody waits for it.
 *
 * <p>What a driver can choose is the order of messages, and nothing else; so a choice must be one. Who searches all
 * orders tries both sides, and a replay needs nothing but its schedule.
 *
 * <p>Shape: kept by the machine as a state between {@link #flip} and the second {@link #landed}.
 */
enum CoinToss {
    IN_THE_AIR,
    HEADS,
    TAILS;

    private static final CoinToss[] VALUES = values();

    /** Throws the coin. {@code headsFrom} and {@code tailsFrom}: whose channels; not the same. */
    static CoinToss flip(Fx fx, int headsFrom, Message heads, int tailsFrom, Message tails) {
        if (headsFrom == tailsFrom) {
            throw new ModelBug("a coin with both sides in the channel of " + headsFrom + " always lands the same way");
        }
        fx.after(0, headsFrom, heads);
        fx.after(0, tailsFrom, tails);
        return IN_THE_AIR;
    }

    /**
     * The state after a message has arrived: the first decides, the second changes nothing.
     *
     * <p>Errors: {@link ModelBug} if the second is the first again.
     */
    CoinToss landed(CoinToss side) {
        if (side == this || side == IN_THE_AIR) {
            throw new ModelBug("a coin lands on " + side + " after " + this);
        }
        return this == IN_THE_AIR ? side : this;
    }

    /** True if the first message has arrived. */
    boolean isDecided() {
        return this != IN_THE_AIR;
    }

    static CoinToss of(int ordinal) {
        return VALUES[ordinal];
    }
}
