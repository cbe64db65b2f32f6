package dev.seamstress.trace.stats;

import java.math.BigDecimal;
import java.math.MathContext;
import org.HdrHistogram.Histogram;

/**
 * How long one kind of thing took, each time that it happened.
 *
 * <p>Shape: nanoseconds of virtual time; shortest, longest and sum are exact, percentiles have three digits.
 */
public final class Series {
    private static final int DIGITS = 3;

    private final Histogram durations = new Histogram(DIGITS);
    private long total;
    private long min = Long.MAX_VALUE;
    private long max;
    private long retries;
    private long busy;

    void add(long ns) {
        durations.recordValue(Math.max(0, ns));
        total += ns;
        min = Math.min(min, ns);
        max = Math.max(max, ns);
    }

    void retried() {
        retries++;
    }

    void refused() {
        busy++;
    }

    /** How often it happened, from begin to end. */
    public long count() {
        return durations.getTotalCount();
    }

    /** All of its time together. */
    public long total() {
        return total;
    }

    public long min() {
        return count() == 0 ? 0 : min;
    }

    /** The duration that {@code percent} of all do not exceed. */
    public long percentile(double percent) {
        long value = durations.getValueAtPercentile(percent);
        return new BigDecimal(value).round(new MathContext(DIGITS)).longValue();
    }

    public long max() {
        return max;
    }

    /** How often a fault began anew. */
    public long retries() {
        return retries;
    }

    /** How often a call was refused as busy. */
    public long busy() {
        return busy;
    }
}
