package dev.seamstress.load.metrics;

/** How each thread spends its time: the sum of its activities is the time that has passed for it. */
final class TimeSheet {
    /** How many columns a copy has. */
    static final int COPY = Activity.values().length;

    /** How many columns a copy has of what can be for nothing. */
    static final int ATTEMPT = 3;

    private static final Activity[] ACTIVITIES = Activity.values();
    private static final int WORK = Activity.WORK.ordinal();
    private static final int WALK = Activity.WALK.ordinal();
    private static final int SEAMCALL = Activity.SEAMCALL.ordinal();
    private static final int RETRY = Activity.RETRY.ordinal();

    private final Rows rows;
    private final int spent;
    private final int now;
    private final int since;

    TimeSheet(Rows rows) {
        this.rows = rows;
        this.now = rows.column(Activity.GUEST.ordinal());
        this.since = rows.column(0);
        this.spent = rows.columns(COPY, 0);
    }

    Activity now(int thread) {
        return ACTIVITIES[(int) rows.of(thread)[now]];
    }

    /** From {@code time} on the thread does {@code next}. Returns how long it did what it did before. */
    long turn(int thread, Activity next, long time) {
        long[] row = rows.of(thread);
        long past = turn(row, time);
        row[now] = next.ordinal();
        return past;
    }

    /** From {@code time} on it does the same as before; what it has spent is known up to then. */
    void turn(int thread, long time) {
        turn(rows.of(thread), time);
    }

    private long turn(long[] row, long time) {
        long past = time - row[since];
        row[spent + (int) row[now]] += past;
        row[since] = time;
        return past;
    }

    /** What the thread has spent so far is copied to columns of its row. */
    void copy(int thread, int into) {
        long[] row = rows.of(thread);
        System.arraycopy(row, spent, row, into, COPY);
    }

    /** The column of what was spent on the first activity, up to the last turn; the others follow. */
    int spent() {
        return spent;
    }

    /** What was spent since it was copied to {@code before}, but for waits and for what was for nothing already. */
    long worked(int thread, int before) {
        long[] row = rows.of(thread);
        long worked = 0;
        for (Activity activity : ACTIVITIES) {
            int i = activity.ordinal();
            boolean isOther = activity == Activity.LOCK_WAIT || activity == Activity.KICK || activity == Activity.RETRY;
            worked += isOther ? 0 : row[spent + i] - row[before + i];
        }
        return worked;
    }

    /** An attempt begins: what the thread has spent so far on what is for nothing if it fails is copied. */
    void attempt(int thread, int into) {
        long[] row = rows.of(thread);
        row[into] = row[spent + WORK];
        row[into + 1] = row[spent + WALK];
        row[into + 2] = row[spent + SEAMCALL];
    }

    /** What was spent since {@link #attempt}, but for waits, was for nothing. Returns how much that is. */
    long waste(int thread, int before) {
        long[] row = rows.of(thread);
        long wasted = row[spent + WORK] - row[before];
        wasted += row[spent + WALK] - row[before + 1];
        wasted += row[spent + SEAMCALL] - row[before + 2];
        row[spent + WORK] = row[before];
        row[spent + WALK] = row[before + 1];
        row[spent + SEAMCALL] = row[before + 2];
        row[spent + RETRY] += wasted;
        return wasted;
    }
}
