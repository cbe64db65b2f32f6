package dev.seamstress.load.metrics;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** How long something took, each time that it happened, and what the time was spent on. Nanoseconds. */
public final class Latency {
    private static final int DIGITS = 3;
    private static final int ACTIVITIES = Activity.values().length;

    private final Histogram histogram = new Histogram(DIGITS);
    private final long[] parts = new long[ACTIVITIES];
    private long sum;

    void record(long ns) {
        histogram.recordValue(Math.max(0, ns));
        sum += ns;
    }

    /** With what was spent between {@code before} and {@code after}. */
    void record(long ns, long[] before, long[] after) {
        record(ns);
        for (int i = 0; i < ACTIVITIES; i++) {
            parts[i] += after[i] - before[i];
        }
    }

    void reset() {
        histogram.reset();
        Arrays.fill(parts, 0);
        sum = 0;
    }

    public long count() {
        return histogram.getTotalCount();
    }

    /** The sum of all times, to the nanosecond. */
    public long sum() {
        return sum;
    }

    public double mean() {
        return count() == 0 ? 0 : (double) sum / count();
    }

    /** The time that so many percent stay below; to three digits. */
    public long percentile(double percent) {
        return count() == 0 ? 0 : histogram.getValueAtPercentile(percent);
    }

    public long min() {
        return count() == 0 ? 0 : histogram.getMinValue();
    }

    public long max() {
        return count() == 0 ? 0 : histogram.getMaxValue();
    }

    /** The time spent on an activity, all times together. */
    public long part(Activity activity) {
        return parts[activity.ordinal()];
    }

    /** A copy of the distribution. */
    public Histogram histogram() {
        return histogram.copy();
    }
}
