package dev.seamstress.load.metrics;

import java.util.List;

/**
 * A number over time.
 *
 * <p>Shape: {@code sums}: of each window of {@code width} nanoseconds either how often it happened, or the integral of
 * a level over time; {@code span}: how long all windows are together, of which the last may have less than its width.
 */
public final class Series {
    private final String name;
    private final Kind kind;
    private final long width;
    private final long span;
    private final double[] sums;

    Series(String name, Kind kind, long width, long span, double[] sums) {
        this.name = name;
        this.kind = kind;
        this.width = width;
        this.span = span;
        this.sums = sums.clone();
    }

    /** What is summed up. */
    public enum Kind {
        /** Something that is counted: a value is how often a second. */
        RATE,
        /** Something that has a value at each moment: a value is its average. */
        LEVEL
    }

    /**
     * That of several TDs, which began and ended together: how often it happened in any, and what it was on average.
     */
    static Series together(List<Series> all) {
        Series first = all.get(0);
        double[] sums = new double[first.sums.length];
        for (Series each : all) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += first.kind == Kind.RATE ? each.sums[i] : each.sums[i] / all.size();
            }
        }
        return new Series(first.name, first.kind, first.width, first.span, sums);
    }

    /** The same in {@code most} windows or less. */
    Series in(int most) {
        Series narrow = this;
        while (narrow.sums.length > most) {
            double[] wide = new double[(narrow.sums.length + 1) / 2];
            for (int i = 0; i < narrow.sums.length; i++) {
                wide[i / 2] += narrow.sums[i];
            }
            narrow = new Series(name, kind, 2 * narrow.width, span, wide);
        }
        return narrow;
    }

    /** How wide its windows are. */
    long width() {
        return width;
    }

    /** Which number it is: a metric. */
    public String name() {
        return name;
    }

    /**
     * The values of windows of that width.
     *
     * <p>Requires: it is {@code width} times a power of two.
     */
    public double[] values(long wide) {
        int each = (int) (wide / width);
        double[] values = new double[Trail.windows(span, wide)];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            for (int j = i * each; j < Math.min((i + 1) * each, sums.length); j++) {
                sum += sums[j];
            }
            double length = Math.min(wide, span - i * wide);
            values[i] = kind == Kind.RATE ? sum / length * 1e9 : sum / length;
        }
        return values;
    }
}
