package dev.seamstress.load.metrics;

import java.util.Arrays;

/** How each thread spends its time: the sum of its activities is the time that has passed for it. */
final class TimeSheet {
    private static final int ACTIVITIES = Activity.values().length;

    private final long[][] spent;
    private final Activity[] now;
    private final long[] since;

    TimeSheet(int threads) {
        spent = new long[threads][ACTIVITIES];
        now = new Activity[threads];
        since = new long[threads];
        Arrays.fill(now, Activity.GUEST);
    }

    Activity now(int thread) {
        return now[thread];
    }

    /** From {@code time} on the thread does {@code next}. Returns how long it did what it did before. */
    long turn(int thread, Activity next, long time) {
        long past = time - since[thread];
        spent[thread][now[thread].ordinal()] += past;
        since[thread] = time;
        now[thread] = next;
        return past;
    }

    /** What the thread has spent so far is copied to {@code into}. */
    void copy(int thread, long[] into) {
        System.arraycopy(spent[thread], 0, into, 0, ACTIVITIES);
    }

    /** What the thread has spent on each activity, up to its last turn; not to be changed. */
    long[] spent(int thread) {
        return spent[thread];
    }

    /** What was spent since {@code before}, but for waits and for what was for nothing already. */
    long worked(int thread, long[] before) {
        long[] mine = spent[thread];
        long worked = 0;
        for (Activity activity : Activity.values()) {
            int i = activity.ordinal();
            boolean isOther = activity == Activity.LOCK_WAIT || activity == Activity.KICK || activity == Activity.RETRY;
            worked += isOther ? 0 : mine[i] - before[i];
        }
        return worked;
    }

    /** What was spent since {@code before}, but for waits, was for nothing. Returns how much that is. */
    long waste(int thread, long[] before) {
        long[] mine = spent[thread];
        long wasted = 0;
        for (Activity activity : Activity.values()) {
            int i = activity.ordinal();
            boolean isWasted = activity == Activity.WORK || activity == Activity.WALK || activity == Activity.SEAMCALL;
            if (isWasted) {
                wasted += mine[i] - before[i];
                mine[i] = before[i];
            }
        }
        mine[Activity.RETRY.ordinal()] += wasted;
        return wasted;
    }
}
