package dev.seamstress.load.metrics;

/** How busy a kind of threads is: a thread is, while an operation of its is under way. */
final class ThreadMeter {
    private static final long NONE = -1;

    private final Rows rows;
    private final int first;
    private final int count;

    // Columns.
    private final int began;
    private final int busy;

    private final Level active = new Level();
    private long origin;

    /** Of {@code count} threads, the first of which has that id. */
    ThreadMeter(Rows rows, int first, int count) {
        this.rows = rows;
        this.first = first;
        this.count = count;
        this.began = rows.column(NONE);
        this.busy = rows.column(0);
    }

    boolean has(int thread) {
        return thread >= first && thread < first + count;
    }

    int count() {
        return count;
    }

    void begins(int thread, long time) {
        rows.of(thread)[began] = time;
        active.change(time, 1);
    }

    void ends(int thread, long time) {
        long[] row = rows.of(thread);
        row[busy] += time - Math.max(row[began], origin);
        row[began] = NONE;
        active.change(time, -1);
    }

    void reset(long time) {
        origin = time;
        for (int thread = first; thread < first + count; thread++) {
            rows.of(thread)[busy] = 0;
        }
        active.reset(time);
    }

    /** How long the busiest one is busy up to {@code end}; who still is counts. */
    double most(long end) {
        long most = 0;
        for (int thread = first; thread < first + count; thread++) {
            long[] row = rows.of(thread);
            long still = row[began] < 0 ? 0 : end - Math.max(row[began], origin);
            most = Math.max(most, row[busy] + still);
        }
        return (double) most;
    }

    /** How many are busy. */
    Level active() {
        return active;
    }
}
