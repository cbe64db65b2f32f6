package dev.seamstress.load.metrics;

import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.mmu.RetryWhy;
import java.util.Arrays;

/** Page faults: each from the exit that it makes to the guest's next instruction. */
final class FaultMeter {
    private static final RetryWhy[] WHYS = RetryWhy.values();
    private static final FaultClass[] CLASSES = FaultClass.values();
    private static final long NONE = -1;

    private final Rows rows;
    private final TimeSheet sheet;
    private final long sharedBit;
    private final Slowest slowest = new Slowest();
    private final LatencyTrail[] trails = new LatencyTrail[CLASSES.length];
    private final Latency[] latencies = new Latency[CLASSES.length];
    private final long[] retries = new long[WHYS.length];
    private long attempts;

    // Columns.
    private final int began;
    private final int address;
    private final int what;
    private final int lastWhy;
    private final int refusedBefore;
    private final int before;
    private final int beforeAttempt;

    FaultMeter(Rows rows, TimeSheet sheet, long sharedBit) {
        this.rows = rows;
        this.sheet = sheet;
        this.sharedBit = sharedBit;
        this.began = rows.column(NONE);
        this.address = rows.column(0);
        this.what = rows.column(NONE);
        this.lastWhy = rows.column(NONE);
        this.refusedBefore = rows.column(0);
        this.before = rows.columns(TimeSheet.COPY, 0);
        this.beforeAttempt = rows.columns(TimeSheet.ATTEMPT, 0);
        Arrays.setAll(latencies, number -> new Latency());
        Arrays.setAll(trails, number -> new LatencyTrail());
    }

    /**
     * The vCPU leaves the guest by an EPT violation; its sheet is turned. If the module has made that up the guest has
     * not run since the last one, and the fault is still the same.
     */
    void begins(int thread, long time, Losses losses) {
        long[] row = rows.of(thread);
        if (row[began] == NONE) {
            row[began] = time;
            row[refusedBefore] = losses.refusedInAll(thread);
            sheet.copy(thread, before);
        }
        row[what] = FaultClass.UNRESOLVED.ordinal();
        row[lastWhy] = NONE;
    }

    /**
     * KVM knows where the fault is, and makes its first attempt to map the page; the sheet is turned. Returns true if
     * the page is shared.
     */
    boolean address(int thread, long gpa) {
        rows.of(thread)[address] = gpa;
        sheet.attempt(thread, beforeAttempt);
        return isShared(gpa);
    }

    private boolean isShared(long gpa) {
        return (gpa & sharedBit) != 0;
    }

    /** An attempt has come to nothing, and the next one begins; the sheet is turned. Returns what was wasted. */
    long retry(int thread, int why) {
        attempts++;
        retries[why]++;
        rows.of(thread)[lastWhy] = why;
        long wasted = sheet.waste(thread, beforeAttempt);
        sheet.attempt(thread, beforeAttempt);
        return wasted;
    }

    /** KVM has handled it, so. */
    void handled(int thread, long ret) {
        attempts++;
        long[] row = rows.of(thread);
        if (row[began] == NONE) {
            return;
        }
        boolean isSpurious = ret == RetPf.SPURIOUS.ordinal();
        FaultClass mapped = isShared(row[address]) ? FaultClass.SHARED : FaultClass.PRIVATE;
        row[what] = (isSpurious ? FaultClass.SPURIOUS : mapped).ordinal();
    }

    /**
     * The vCPU is in the guest again; the sheet is turned. If it has left it for nothing, as KVM's last attempt came to
     * nothing and the guest is to fault again, {@code losses} is told what all of its time went to that nothing else
     * has taken.
     */
    void ends(int thread, long time, Losses losses) {
        long[] row = rows.of(thread);
        if (row[began] == NONE) {
            return;
        }
        FaultClass which = CLASSES[(int) row[what]];
        if (which == FaultClass.UNRESOLVED && row[lastWhy] != NONE) {
            losses.retries(thread, (int) row[lastWhy], (double)
                    (sheet.worked(thread, before) - losses.refusedInAll(thread) + row[refusedBefore]));
        }
        long ns = time - row[began];
        latencies[which.ordinal()].record(ns, row, before, sheet.spent());
        trails[which.ordinal()].record(time, ns);
        slowest.take(which, thread, row[address], row[began], ns);
        row[began] = NONE;
    }

    void reset(long time) {
        for (Latency each : latencies) {
            each.reset();
        }
        for (LatencyTrail each : trails) {
            each.reset(time);
        }
        slowest.reset();
        Arrays.fill(retries, 0);
        attempts = 0;
    }

    Latency latency(FaultClass which) {
        return latencies[which.ordinal()];
    }

    LatencyTrail trail(FaultClass which) {
        return trails[which.ordinal()];
    }

    Slowest slowest() {
        return slowest;
    }

    long retries(RetryWhy why) {
        return retries[why.ordinal()];
    }

    long attempts() {
        return attempts;
    }
}
