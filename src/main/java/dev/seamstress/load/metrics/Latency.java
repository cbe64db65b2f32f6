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

    // Most waits are none at all: those are counted here until somebody asks.
    private long zeros;

    void record(long ns) {
        if (ns > 0) {
            histogram.recordValue(ns);
        } else {
            zeros++;
        }
        sum += ns;
    }

    /** So many that took no time. */
    void recordNone(long count) {
        zeros += count;
    }

    private Histogram all() {
        if (zeros > 0) {
            histogram.recordValueWithCount(0, zeros);
            zeros = 0;
        }
        return histogram;
    }

    /** With what was spent on each activity between two columns of a row and those that follow them. */
    void record(long ns, long[] row, int before, int after) {
        record(ns);
        for (int i = 0; i < ACTIVITIES; i++) {
            parts[i] += row[after + i] - row[before + i];
        }
    }

    void reset() {
        histogram.reset();
        zeros = 0;
        Arrays.fill(parts, 0);
        sum = 0;
    }

    public long count() {
        return all().getTotalCount();
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
        return count() == 0 ? 0 : all().getValueAtPercentile(percent);
    }

    public long min() {
        return count() == 0 ? 0 : all().getMinValue();
    }

    public long max() {
        return count() == 0 ? 0 : all().getMaxValue();
    }

    /** The time spent on an activity, all times together. */
    public long part(Activity activity) {
        return parts[activity.ordinal()];
    }

    /** A copy of the distribution. */
    public Histogram histogram() {
        return all().copy();
    }
}
