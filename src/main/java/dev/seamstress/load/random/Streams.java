package dev.seamstress.load.random;

import java.util.function.IntToLongFunction;

/**
 * Many streams of random numbers side by side, so that those which are drawn from together are in the same place.
 *
 * <p>Shape: there is one {@link Draw}, which turns from one stream to the other.
 */
public final class Streams {
    private final long[] states;
    private final Draw draw;

    /** {@code count} streams of a seed; {@code names} tells the name of each. */
    public Streams(int count, long seed, IntToLongFunction names) {
        this.states = new long[count];
        for (int i = 0; i < count; i++) {
            states[i] = Draw.seed(seed, names.applyAsLong(i));
        }
        this.draw = new Draw(states);
    }

    /** Draws from that stream until the next one is asked for. */
    public Draw at(int stream) {
        return draw.at(stream);
    }
}
