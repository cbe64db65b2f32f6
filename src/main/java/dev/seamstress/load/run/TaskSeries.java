package dev.seamstress.load.run;

import java.util.OptionalInt;

/**
 * How long tasks took, one after the other, in batches.
 *
 * <p>Shape: when there are too many batches each two become one, so that memory stays flat over a run of any length.
 */
final class TaskSeries {
    private static final int BATCHES_MAX = 1 << 14;

    private final double[] means = new double[BATCHES_MAX];
    private final long[] ends = new long[BATCHES_MAX];
    private int batches;
    private int size = Mser.BATCH;
    private double sum;
    private int inBatch;
    private long begin;

    /** A task was over at {@code time} that does not count: it is of another phase. */
    void before(long time) {
        begin = time;
    }

    /** A task was over at {@code time} and took so long. */
    void add(long time, long ns) {
        sum += ns;
        if (++inBatch < size) {
            return;
        }
        if (batches == BATCHES_MAX) {
            halve();
        }
        means[batches] = sum / inBatch;
        ends[batches++] = time;
        sum = 0;
        inBatch = 0;
    }

    private void halve() {
        batches /= 2;
        for (int i = 0; i < batches; i++) {
            means[i] = (means[2 * i] + means[2 * i + 1]) / 2;
            ends[i] = ends[2 * i + 1];
        }
        size *= 2;
    }

    /** When the beginning was over; if it never was, the complement of when half of the series was. */
    long warmupNs() {
        OptionalInt cut = Mser.truncation(means, batches);
        if (cut.isEmpty()) {
            return ~(batches < 2 ? begin : ends[batches / 2 - 1]);
        }
        return cut.getAsInt() == 0 ? begin : ends[cut.getAsInt() - 1];
    }
}
