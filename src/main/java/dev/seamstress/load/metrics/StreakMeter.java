package dev.seamstress.load.metrics;

import java.util.Arrays;

/**
 * How often a vCPU faults at one instruction before it gets on: what the TDX module's defence against a host that steps
 * a guest counts, and from the seventh on takes for stepping.
 *
 * <p>Shape: a fault is a private EPT violation by which the vCPU leaves the guest, and that no ACCEPT has made; a
 * streak is one of them or more within one operation of the guest, which is one instruction. What the module makes up
 * at an entry, as it suspects the vCPU already, is none.
 *
 * <p>Source: td_exit_stepping.c, td_exit_epf_stepping_log(), STEPPING_EPF_THRESHOLD.
 */
final class StreakMeter {
    /** As many the module only counts; the next one it lists, and then it filters entries. */
    static final int THRESHOLD = 6;

    private final Rows rows;
    private final int length;
    private final int isFault;
    private final long[] counts = new long[THRESHOLD + 2];
    private int longest;

    StreakMeter(Rows rows) {
        this.rows = rows;
        this.length = rows.column(0);
        this.isFault = rows.column(0);
    }

    /** The vCPU has left the guest; {@code isCounted}: by an EPT violation that no ACCEPT has made. */
    void left(int thread, boolean isCounted) {
        rows.of(thread)[isFault] = isCounted ? 1 : 0;
    }

    /** KVM handles the fault by which it has left, which is at a private page or not. */
    void fault(int thread, boolean isPrivate) {
        long[] row = rows.of(thread);
        if (row[isFault] != 0 && isPrivate) {
            row[length]++;
        }
        row[isFault] = 0;
    }

    /** The guest has got on to another instruction. */
    void gotOn(int thread) {
        long[] row = rows.of(thread);
        if (row[length] > 0) {
            counts[(int) Math.min(row[length], THRESHOLD + 1)]++;
            longest = (int) Math.max(longest, row[length]);
            row[length] = 0;
        }
    }

    /** Begins anew; a streak that is under way counts as long as it is. */
    void reset() {
        Arrays.fill(counts, 0);
        longest = 0;
    }

    /** Nothing happens any more. */
    void close() {
        for (int thread = 0; thread < rows.threads(); thread++) {
            gotOn(thread);
        }
    }

    int longest() {
        return longest;
    }

    /** How many had so many faults; the last length is for all that are longer than {@link #THRESHOLD}. */
    long count(int length) {
        return counts[length];
    }
}
