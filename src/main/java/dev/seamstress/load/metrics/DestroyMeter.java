package dev.seamstress.load.metrics;

import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.load.demand.OpClass;

/**
 * The end of TDs, in three parts: while the TD has its key, while the key is taken from it, and without a key. Each
 * part is its time from the beginning of the whole on, and they add up.
 */
final class DestroyMeter {
    private static final long NOT_YET = -1;

    private final Rows rows;

    // Columns.
    private final int began;
    private final int keyBegan;
    private final int keyEnded;
    private final int cleared;

    private long count;
    private long withKeyNs;
    private long keyNs;
    private long withoutKeyNs;
    private long pages;
    private long done;

    DestroyMeter(Rows rows) {
        this.rows = rows;
        this.began = rows.column(NOT_YET);
        this.keyBegan = rows.column(0);
        this.keyEnded = rows.column(0);
        this.cleared = rows.column(0);
    }

    void begun(int thread, OpClass what, long time) {
        if (what != OpClass.DESTROY) {
            return;
        }
        long[] row = rows.of(thread);
        row[began] = time;
        row[keyBegan] = NOT_YET;
        row[keyEnded] = NOT_YET;
        row[cleared] = 0;
    }

    /** Somebody makes a call: a vCPU's processor flushes it for who takes the key, who goes on when all have. */
    void call(Leaf leaf, long time) {
        if (leaf != Leaf.TDH_VP_FLUSH && leaf != Leaf.TDH_MNG_VPFLUSHDONE) {
            return;
        }
        for (int thread = 0; thread < rows.threads(); thread++) {
            long[] row = rows.of(thread);
            if (row[began] != NOT_YET && row[keyBegan] == NOT_YET) {
                row[keyBegan] = time;
            }
        }
    }

    void returned(int thread, Leaf leaf, long time) {
        if (leaf == Leaf.TDH_MNG_KEY_FREEID && rows.of(thread)[began] != NOT_YET) {
            rows.of(thread)[keyEnded] = time;
        }
    }

    /** The thread has cleared a page that the module gave back. */
    void cleared(int thread) {
        done++;
        rows.of(thread)[cleared]++;
    }

    void ended(int thread, OpClass what, long time) {
        if (what != OpClass.DESTROY) {
            return;
        }
        count++;
        long[] row = rows.of(thread);
        pages += row[cleared];
        long until = row[keyBegan] == NOT_YET ? time : row[keyBegan];
        long from = row[keyEnded] == NOT_YET ? time : row[keyEnded];
        withKeyNs += until - row[began];
        keyNs += from - until;
        withoutKeyNs += time - from;
        row[began] = NOT_YET;
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

    /** How many pages were cleared since the run began, whoever did it and why. */
    long done() {
        return done;
    }

    /** How many pages a destruction has cleared. */
    double pages() {
        return mean(pages);
    }
}
