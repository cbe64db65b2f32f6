package dev.seamstress.load.demand;

/** A set of pages, a bit each. */
final class Bits {
    private final long[] words;

    Bits(long size) {
        words = new long[Math.toIntExact((size + 63) >>> 6)];
    }

    boolean get(long page) {
        return (words[(int) (page >>> 6)] >>> page & 1) != 0;
    }

    void set(long page) {
        words[(int) (page >>> 6)] |= 1L << page;
    }

    void clear(long page) {
        words[(int) (page >>> 6)] &= ~(1L << page);
    }
}
