package dev.seamstress.sched;

/**
 * The random numbers of a run: from one seed the same numbers in every JVM.
 *
 * <p>Source: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
 */
public final class SplitMix64 {
    private long state;

    public SplitMix64(long seed) {
        this.state = seed;
    }

    /** The next 64 bits. */
    public long next() {
        return mix(state += 0x9E3779B97F4A7C15L);
    }

    /** A bijection of 64 bits in which each input bit moves every output bit. */
    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * A number from 0 to {@code bound - 1}. The bias is at most {@code bound} / 2^32, far below what a walk could show.
     */
    public int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }
}
