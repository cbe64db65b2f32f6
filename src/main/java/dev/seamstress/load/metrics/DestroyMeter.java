package dev.seamstress.load.metrics;

import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.load.demand.OpClass;
import java.util.Arrays;

/**
 * The end of TDs, in three parts: while the TD has its key, while the key is taken from it, and without a key. Each
 * part is its time from the beginning of the whole on, and they add up.
 */
final class DestroyMeter {
    private static final long NOT_YET = -1;

    private final long[] began;
    private final long[] keyBegan;
    private final long[] keyEnded;
    private long count;
    private long withKeyNs;
    private long keyNs;
    private long withoutKeyNs;
    private long pages;

    DestroyMeter(int threads) {
        began = new long[threads];
        keyBegan = new long[threads];
        keyEnded = new long[threads];
        Arrays.fill(began, NOT_YET);
    }

    void begun(int thread, OpClass what, long time) {
        if (what != OpClass.DESTROY) {
            return;
        }
        began[thread] = time;
        keyBegan[thread] = NOT_YET;
        keyEnded[thread] = NOT_YET;
    }

    /** Somebody makes a call: a vCPU's processor flushes it for who takes the key, who goes on when all have. */
    void call(Leaf leaf, long time) {
        if (leaf != Leaf.TDH_VP_FLUSH && leaf != Leaf.TDH_MNG_VPFLUSHDONE) {
            return;
        }
        for (int thread = 0; thread < began.length; thread++) {
            if (began[thread] != NOT_YET && keyBegan[thread] == NOT_YET) {
                keyBegan[thread] = time;
            }
        }
    }

    void returned(int thread, Leaf leaf, long time) {
        if (began[thread] != NOT_YET && leaf == Leaf.TDH_MNG_KEY_FREEID) {
            keyEnded[thread] = time;
        }
    }

    /** The thread has cleared a page that the module gave back. */
    void cleared(int thread) {
        pages += began[thread] != NOT_YET ? 1 : 0;
    }

    void ended(int thread, OpClass what, long time) {
        if (what != OpClass.DESTROY) {
            return;
        }
        count++;
        long until = keyBegan[thread] == NOT_YET ? time : keyBegan[thread];
        long from = keyEnded[thread] == NOT_YET ? time : keyEnded[thread];
        withKeyNs += until - began[thread];
        keyNs += from - until;
        withoutKeyNs += time - from;
        began[thread] = NOT_YET;
    }

    void reset() {
        count = 0;
        withKeyNs = 0;
        keyNs = 0;
        withoutKeyNs = 0;
        pages = 0;
    }

    private double mean(long sum) {
        return count == 0 ? 0 : (double) sum / count;
    }

    double withKeyNs() {
        return mean(withKeyNs);
    }

    double keyNs() {
        return mean(keyNs);
    }

    double withoutKeyNs() {
        return mean(withoutKeyNs);
    }

    /** How many pages were cleared. */
    double pages() {
        return mean(pages);
    }
}
