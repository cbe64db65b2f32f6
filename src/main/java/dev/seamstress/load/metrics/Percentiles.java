package dev.seamstress.load.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * How long something took, over time.
 *
 * <p>Shape: for each window a row: how often it happened, p50, p90, p99, the maximum; nanoseconds, to two digits. All 0
 * if it did not happen; no rows if it never did. The rows are there for {@link #width} and for its double, its fourfold
 * and so on, up to one row for all, as percentiles of narrow windows say nothing of those of wide ones.
 */
public final class Percentiles {
    private final String name;
    private final long width;
    private final List<double[][]> levels = new ArrayList<>();

    Percentiles(String name, long width) {
        this.name = name;
        this.width = width;
    }

    void add(double[][] rows) {
        levels.add(rows);
    }

    /** What it is, as metrics begin. */
    public String name() {
        return name;
    }

    /** Of the narrowest windows, in nanoseconds. */
    public long width() {
        return width;
    }

    /**
     * The rows of windows of that width.
     *
     * <p>Requires: it is {@link #width} times a power of two.
     */
    public double[][] rows(long wide) {
        int level = Long.numberOfTrailingZeros(Math.max(1, wide / width));
        return levels.isEmpty() ? new double[0][] : levels.get(Math.min(level, levels.size() - 1));
    }
}
