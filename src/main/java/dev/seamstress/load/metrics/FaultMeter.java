package dev.seamstress.load.metrics;

import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.mmu.RetryWhy;
import java.util.Arrays;

/** Page faults: each from the exit that it makes to the guest's next instruction. */
final class FaultMeter {
    private static final RetryWhy[] WHYS = RetryWhy.values();
    private static final FaultClass[] CLASSES = FaultClass.values();
    private static final int ACTIVITIES = Activity.values().length;
    private static final long NONE = -1;
    private static final int NO_REASON = -1;

    private final TimeSheet sheet;
    private final long sharedBit;
    private final Slowest slowest = new Slowest();
    private final LatencyTrail[] trails = new LatencyTrail[FaultClass.values().length];
    private final long[] began;
    private final long[] addresses;
    private final boolean[] isShared;
    private final FaultClass[] classes;
    private final int[] lastWhy;
    private final double[] refusedBefore;
    private final long[][] before;
    private final long[][] beforeAttempt;
    private final Latency[] latencies = new Latency[CLASSES.length];
    private final long[] retries = new long[WHYS.length];
    private long attempts;

    FaultMeter(int threads, TimeSheet sheet, long sharedBit) {
        this.sheet = sheet;
        this.sharedBit = sharedBit;
        this.began = new long[threads];
        this.addresses = new long[threads];
        this.isShared = new boolean[threads];
        this.classes = new FaultClass[threads];
        this.lastWhy = new int[threads];
        this.refusedBefore = new double[threads];
        this.before = new long[threads][ACTIVITIES];
        this.beforeAttempt = new long[threads][ACTIVITIES];
        Arrays.fill(began, NONE);
        Arrays.setAll(latencies, number -> new Latency());
        Arrays.setAll(trails, number -> new LatencyTrail());
    }

    /**
     * The vCPU leaves the guest by an EPT violation; its sheet is turned. If the module has made that up the guest has
     * not run since the last one, and the fault is still the same.
     */
    void begins(int thread, long time, Losses losses) {
        if (began[thread] == NONE) {
            began[thread] = time;
            refusedBefore[thread] = losses.refusedInAll(thread);
            sheet.copy(thread, before[thread]);
        }
        classes[thread] = FaultClass.UNRESOLVED;
        lastWhy[thread] = NO_REASON;
    }

    /**
     * KVM knows where the fault is, and makes its first attempt to map the page; the sheet is turned. Returns true if
     * the page is shared.
     */
    boolean address(int thread, long gpa) {
        addresses[thread] = gpa;
        isShared[thread] = (gpa & sharedBit) != 0;
        sheet.copy(thread, beforeAttempt[thread]);
        return isShared[thread];
    }

    /** An attempt has come to nothing, and the next one begins; the sheet is turned. Returns what was wasted. */
    long retry(int thread, int why) {
        attempts++;
        retries[why]++;
        lastWhy[thread] = why;
        long wasted = sheet.waste(thread, beforeAttempt[thread]);
        sheet.copy(thread, beforeAttempt[thread]);
        return wasted;
    }

    /** KVM has handled it, so. */
    void handled(int thread, long ret) {
        attempts++;
        if (began[thread] == NONE) {
            return;
        }
        boolean isSpurious = ret == RetPf.SPURIOUS.ordinal();
        classes[thread] = isSpurious ? FaultClass.SPURIOUS : isShared[thread] ? FaultClass.SHARED : FaultClass.PRIVATE;
    }

    /**
     * The vCPU is in the guest again; the sheet is turned. If it has left it for nothing, as KVM's last attempt came to
     * nothing and the guest is to fault again, {@code losses} is told what all of its time went to that nothing else
     * has taken.
     */
    void ends(int thread, long time, Losses losses) {
        if (began[thread] == NONE) {
            return;
        }
        if (classes[thread] == FaultClass.UNRESOLVED && lastWhy[thread] != NO_REASON) {
            losses.retries(
                    thread,
                    lastWhy[thread],
                    sheet.worked(thread, before[thread]) - losses.refusedInAll(thread) + refusedBefore[thread]);
        }
        long ns = time - began[thread];
        FaultClass which = classes[thread];
        latencies[which.ordinal()].record(ns, before[thread], sheet.spent(thread));
        trails[which.ordinal()].record(time, ns);
        slowest.take(which, thread, addresses[thread], began[thread], ns);
        began[thread] = NONE;
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
