package dev.seamstress.load.random;

import dev.seamstress.core.machine.Mix;
import dev.seamstress.sched.SplitMix64;

/**
 * A stream of random numbers. Streams of one seed with different names are independent of each other, so that what one
 * part of a run draws does not move what another one does.
 */
public final class Draw {
    private static final double UNIT = 0x1.0p-53;

    /** By what the state of a {@link SplitMix64} goes on. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final long[] states;
    private int at;

    /** Draws from the stream whose state is the first of these; see {@link #at}. */
    Draw(long[] states) {
        this.states = states;
    }

    /** From now on it draws from the stream whose state is there. */
    Draw at(int place) {
        at = place;
        return this;
    }

    /** The stream {@code name} of {@code seed}. */
    public static Draw of(long seed, long name) {
        return new Draw(new long[] {seed(seed, name)});
    }

    /** A seed that follows from another one. */
    public static long seed(long seed, long name) {
        return new SplitMix64(new SplitMix64(seed).next() ^ new SplitMix64(~name).next()).next();
    }

    /** A number from 0 inclusive to 1 exclusive. */
    public double unit() {
        long state = states[at];
        states[at] = state + STEP;
        return (Mix.mix(state) >>> 11) * UNIT;
    }

    /** A number from 0 to {@code bound - 1}; the bias is below {@code bound} / 2^53. */
    public long below(long bound) {
        return (long) (unit() * bound);
    }

    /** An exponential time with this mean. {@link StrictMath}, as other logarithms differ between JVMs. */
    public double exponential(double mean) {
        return -mean * StrictMath.log(1 - unit());
    }
}
