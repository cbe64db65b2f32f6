package dev.seamstress.load.metrics;

import java.util.Arrays;

/** How busy a kind of threads is: a thread is, while an operation of its is under way. */
final class ThreadMeter {
    private final int first;
    private final long[] began;
    private final double[] busy;
    private final Level active = new Level();
    private long origin;

    /** Of {@code count} threads, the first of which has that id. */
    ThreadMeter(int first, int count) {
        this.first = first;
        this.began = new long[count];
        this.busy = new double[count];
        Arrays.fill(began, -1);
    }

    boolean has(int thread) {
        return thread >= first && thread < first + busy.length;
    }

    int count() {
        return busy.length;
    }

    void begins(int thread, long time) {
        began[thread - first] = time;
        active.change(time, 1);
    }

    void ends(int thread, long time) {
        int index = thread - first;
        busy[index] += time - Math.max(began[index], origin);
        began[index] = -1;
        active.change(time, -1);
    }

    void reset(long time) {
        origin = time;
        Arrays.fill(busy, 0);
        active.reset(time);
    }

    /** How long the busiest one is busy up to {@code end}; who still is counts. */
    double most(long end) {
        double most = 0;
        for (int i = 0; i < busy.length; i++) {
            double still = began[i] < 0 ? 0 : end - Math.max(began[i], origin);
            most = Math.max(most, busy[i] + still);
        }
        return most;
    }

    /** How many are busy. */
    Level active() {
        return active;
    }
}
