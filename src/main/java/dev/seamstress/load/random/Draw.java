package dev.seamstress.load.random;

import dev.seamstress.sched.SplitMix64;

/**
 * A stream of random numbers. Streams of one seed with different names are independent of each other, so that what one
 * part of a run draws does not move what another one does.
 */
public final class Draw {
    private static final double UNIT = 0x1.0p-53;

    private final SplitMix64 bits;

    private Draw(long seed) {
        this.bits = new SplitMix64(seed);
    }

    /** The stream {@code name} of {@code seed}. */
    public static Draw of(long seed, long name) {
        return new Draw(seed(seed, name));
    }

    /** A seed that follows from another one. */
    public static long seed(long seed, long name) {
        return new SplitMix64(new SplitMix64(seed).next() ^ new SplitMix64(~name).next()).next();
    }

    /** A number from 0 inclusive to 1 exclusive. */
    public double unit() {
        return (bits.next() >>> 11) * UNIT;
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
