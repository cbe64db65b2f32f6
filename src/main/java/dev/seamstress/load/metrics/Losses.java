package dev.seamstress.load.metrics;

import dev.seamstress.core.mmu.RetryWhy;
import java.util.Arrays;

/** How much time all threads together have lost to what. */
final class Losses {
    private static final RetryWhy[] WHYS = RetryWhy.values();
    private static final Loss[] LOSSES = Loss.values();
    private static final long NONE = -1;

    private final double[] ns = new double[LOSSES.length];
    private final Rows rows;

    // Columns.
    private final int refused;
    private final int refusedNs;
    private final int callBegan;
    private final int isEntry;
    private final int refusedInAll;

    Losses(Rows rows) {
        this.rows = rows;
        this.refused = rows.column(NONE);
        this.refusedNs = rows.column(0);
        this.callBegan = rows.column(0);
        this.isEntry = rows.column(0);
        this.refusedInAll = rows.column(0);
    }

    void lose(Loss what, double time) {
        ns[what.ordinal()] += time;
    }

    /** {@code enters}: it is TDH.VP.ENTER. A vCPU that is refused at one has nothing to do before the next. */
    void callBegins(int thread, long time, boolean enters) {
        long[] row = rows.of(thread);
        if (enters && row[isEntry] != 0 && row[refused] != NONE) {
            row[refusedNs] = time - row[callBegan];
        }
        settle(row);
        row[callBegan] = time;
        row[isEntry] = enters ? 1 : 0;
    }

    /** The thread's call is refused; that it was for nothing is known when it does something else than to retry. */
    void callRefused(int thread, long status) {
        rows.of(thread)[refused] = Loss.ofRefusal(status).ordinal();
    }

    /** The thread has the answer to its call. */
    void answered(int thread, long time) {
        long[] row = rows.of(thread);
        if (row[refused] != NONE) {
            row[refusedNs] = time - row[callBegan];
        }
    }

    /** An attempt of a fault has come to nothing, and {@code wasted} of it was not yet lost to anything else. */
    void retries(int thread, int why, double wasted) {
        long[] row = rows.of(thread);
        lose(Loss.ofRetry(WHYS[why], row[refused] == NONE ? null : LOSSES[(int) row[refused]]), wasted);
        row[refused] = NONE;
    }

    /** What the thread does next is no attempt of the same again. */
    void settle(int thread) {
        settle(rows.of(thread));
    }

    private void settle(long[] row) {
        if (row[refused] != NONE) {
            ns[(int) row[refused]] += row[refusedNs];
            row[refusedInAll] += row[refusedNs];
            row[refused] = NONE;
        }
    }

    /** What the thread has lost, ever, to calls that were refused and were no part of an attempt. */
    long refusedInAll(int thread) {
        return rows.of(thread)[refusedInAll];
    }

    void reset() {
        Arrays.fill(ns, 0);
    }

    double ns(Loss what) {
        return ns[what.ordinal()];
    }
}
