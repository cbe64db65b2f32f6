package dev.seamstress.load.metrics;

import dev.seamstress.core.thread.OpResult;
import dev.seamstress.load.demand.OpClass;
import java.util.Arrays;

/** Operations of guest and host: each from its beginning to its result, and those that have none at the end. */
final class OperationMeter {
    private static final long NONE = -1;

    private final Rows rows;
    private final TimeSheet sheet;
    private final Latency[] latencies = new Latency[OpClass.values().length];
    private final long[] failures = new long[latencies.length];

    // Columns.
    private final int began;
    private final int before;

    private int unfinished;
    private long unfinishedNs;

    OperationMeter(Rows rows, TimeSheet sheet) {
        this.rows = rows;
        this.sheet = sheet;
        this.began = rows.column(NONE);
        this.before = rows.columns(TimeSheet.COPY, 0);
        Arrays.setAll(latencies, number -> new Latency());
    }

    /** The thread begins one; its sheet is turned. */
    void begun(int thread, long time) {
        sheet.copy(thread, before);
        rows.of(thread)[began] = time;
    }

    /** The thread has ended it; its sheet is turned. Returns how long it took. */
    long ended(int thread, OpClass what, long time, OpResult result) {
        long[] row = rows.of(thread);
        long ns = time - row[began];
        latencies[what.ordinal()].record(ns, row, before, sheet.spent());
        failures[what.ordinal()] += result == OpResult.OK ? 0 : 1;
        row[began] = NONE;
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
        for (int thread = 0; thread < rows.threads(); thread++) {
            long each = rows.of(thread)[began];
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
