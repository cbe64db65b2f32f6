package dev.seamstress.load.metrics;

/** Which vCPUs are in the guest, where each holds the TDR. */
final class GuestMeter {
    private final Rows rows;
    private final int isInGuest;
    private final Level count = new Level();

    GuestMeter(Rows rows) {
        this.rows = rows;
        this.isInGuest = rows.column(0);
    }

    void entered(int thread, long time) {
        count.change(time, 1);
        rows.of(thread)[isInGuest] = 1;
    }

    /** The vCPU tells of an exit. Returns false if it was not in the guest, as its entry was refused. */
    boolean left(int thread, long time) {
        long[] row = rows.of(thread);
        boolean wasInGuest = row[isInGuest] != 0;
        if (wasInGuest) {
            count.change(time, -1);
            row[isInGuest] = 0;
        }
        return wasInGuest;
    }

    /** How many are. */
    Level count() {
        return count;
    }
}
