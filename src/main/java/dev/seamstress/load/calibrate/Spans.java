package dev.seamstress.load.calibrate;

import java.util.Arrays;

/**
 * How long something took, each time. Of very many times every second one is kept, then every fourth, and so on, so
 * that memory stays flat.
 */
final class Spans {
    /** As many as a file of times for a job may have. */
    private static final int MOST = 1_000_000;

    private long[] kept = new long[64];
    private int size;
    private long count;
    private long stride = 1;

    void add(long ns) {
        if (count++ % stride != 0) {
            return;
        }
        if (size == MOST) {
            size = MOST / 2;
            for (int i = 0; i < size; i++) {
                kept[i] = kept[2 * i];
            }
            stride *= 2;
        } else if (size == kept.length) {
            kept = Arrays.copyOf(kept, Math.min(MOST, 2 * size));
        }
        kept[size++] = ns;
    }

    /** How many there were, kept or not. */
    long count() {
        return count;
    }

    /** Those that are kept, sorted. */
    long[] sorted() {
        long[] times = Arrays.copyOf(kept, size);
        Arrays.sort(times);
        return times;
    }
}
