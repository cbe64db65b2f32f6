package dev.seamstress.core.machine;

/**
 * A choice that is nobody's in the model, such as whether a processor still has a translation. A thread sends itself
 * both sides in two channels; the first to arrive decides, the second only ends the choice, so that none is left over.
 */
public enum Coin implements Message {
    HEADS,
    TAILS;

    private final long content = Mix.tag("Coin." + name());

    /**
     * Throws the coin for the thread {@code self}; {@code other} is any other machine, whose channel the second side
     * takes. Both then wait for {@code self}.
     */
    public static void toss(Fx fx, int self, int other) {
        fx.send(self, HEADS);
        fx.after(0, other, TAILS);
    }

    @Override
    public long content() {
        return content;
    }
}
