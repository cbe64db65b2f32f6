package dev.seamstress.load.metrics;

import dev.seamstress.core.thread.OpResult;
import dev.seamstress.load.demand.OpClass;
import java.util.Arrays;

/** Operations of guest and host: each from its beginning to its result, and those that have none at the end. */
final class OperationMeter {
    private static final long NONE = -1;

    private final TimeSheet sheet;
    private final Latency[] latencies = new Latency[OpClass.values().length];
    private final long[] failures = new long[latencies.length];
    private final long[] began;
    private final long[][] before;
    private int unfinished;
    private long unfinishedNs;

    OperationMeter(int threads, TimeSheet sheet) {
        this.sheet = sheet;
        this.began = new long[threads];
        this.before = new long[threads][Activity.values().length];
        Arrays.fill(began, NONE);
        Arrays.setAll(latencies, number -> new Latency());
    }

    /** The thread begins one; its sheet is turned. */
    void begun(int thread, long time) {
        sheet.copy(thread, before[thread]);
        began[thread] = time;
    }

    /** The thread has ended it; its sheet is turned. Returns how long it took. */
    long ended(int thread, OpClass what, long time, OpResult result) {
        long ns = time - began[thread];
        latencies[what.ordinal()].record(ns, before[thread], sheet.spent(thread));
        failures[what.ordinal()] += result == OpResult.OK ? 0 : 1;
        began[thread] = NONE;
        return ns;
    }

    void reset() {
        for (Latency each : latencies) {
            each.reset();
        }
        Arrays.fill(failures, 0);
    }

    /** Nothing happens any more. */
    void close(long time) {
        for (long each : began) {
            unfinished += each >= 0 ? 1 : 0;
            unfinishedNs = Math.max(unfinishedNs, each >= 0 ? time - each : 0);
        }
    }

    Latency latency(OpClass which) {
        return latencies[which.ordinal()];
    }

    long failures(OpClass which) {
        return failures[which.ordinal()];
    }

    /** How many were under way at the end, which count in no time. */
    int unfinished() {
        return unfinished;
    }

    /** For how long the one that has begun first. */
    long unfinishedNs() {
        return unfinishedNs;
    }
}
