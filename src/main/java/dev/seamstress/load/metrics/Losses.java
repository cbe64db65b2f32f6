package dev.seamstress.load.metrics;

import dev.seamstress.core.mmu.RetryWhy;
import java.util.Arrays;

/** How much time all threads together have lost to what. */
final class Losses {
    private static final RetryWhy[] WHYS = RetryWhy.values();

    private final double[] ns = new double[Loss.values().length];
    private final Loss[] refused;
    private final long[] refusedNs;
    private final long[] callBegan;
    private final boolean[] isEntry;
    private final double[] refusedInAll;

    Losses(int threads) {
        refused = new Loss[threads];
        refusedNs = new long[threads];
        callBegan = new long[threads];
        isEntry = new boolean[threads];
        refusedInAll = new double[threads];
    }

    void lose(Loss what, double time) {
        ns[what.ordinal()] += time;
    }

    /** {@code enters}: it is TDH.VP.ENTER. A vCPU that is refused at one has nothing to do before the next. */
    void callBegins(int thread, long time, boolean enters) {
        if (enters && isEntry[thread] && refused[thread] != null) {
            refusedNs[thread] = time - callBegan[thread];
        }
        settle(thread);
        callBegan[thread] = time;
        isEntry[thread] = enters;
    }

    /** The thread's call is refused; that it was for nothing is known when it does something else than to retry. */
    void callRefused(int thread, long status) {
        refused[thread] = Loss.ofRefusal(status);
    }

    /** The thread has the answer to its call. */
    void answered(int thread, long time) {
        if (refused[thread] != null) {
            refusedNs[thread] = time - callBegan[thread];
        }
    }

    /** An attempt of a fault has come to nothing, and {@code wasted} of it was not yet lost to anything else. */
    void retries(int thread, int why, double wasted) {
        lose(Loss.ofRetry(WHYS[why], refused[thread]), wasted);
        refused[thread] = null;
    }

    /** What the thread does next is no attempt of the same again. */
    void settle(int thread) {
        if (refused[thread] != null) {
            lose(refused[thread], (double) refusedNs[thread]);
            refusedInAll[thread] += refusedNs[thread];
            refused[thread] = null;
        }
    }

    /** What the thread has lost, ever, to calls that were refused and were no part of an attempt. */
    double refusedInAll(int thread) {
        return refusedInAll[thread];
    }

    void reset() {
        Arrays.fill(ns, 0);
    }

    double ns(Loss what) {
        return ns[what.ordinal()];
    }
}
