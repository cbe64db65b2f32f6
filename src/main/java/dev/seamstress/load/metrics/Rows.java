package dev.seamstress.load.metrics;

import java.util.Arrays;

/**
 * Numbers that meters keep of each thread. Those of one thread are side by side, whichever meter keeps them: a fault of
 * one of many threads then touches few lines of the processor's cache.
 *
 * <p>Shape: a row a thread, in which each meter has columns of its own.
 */
final class Rows {
    private final long[][] rows;
    private int width;

    Rows(int threads) {
        rows = new long[threads][0];
    }

    /** Adds a column, which begins as {@code initial}; returns its number. */
    int column(long initial) {
        return columns(1, initial);
    }

    /** Adds columns that follow one another; returns the number of the first. */
    int columns(int count, long initial) {
        int first = width;
        width += count;
        for (int thread = 0; thread < rows.length; thread++) {
            rows[thread] = Arrays.copyOf(rows[thread], width);
            Arrays.fill(rows[thread], first, width, initial);
        }
        return first;
    }

    /** The row of a thread. Requires: no column is added any more. */
    long[] of(int thread) {
        return rows[thread];
    }

    /** How many threads there are. */
    int threads() {
        return rows.length;
    }
}
