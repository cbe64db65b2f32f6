package dev.seamstress.load.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * How long something took, over time: a distribution for each window, as {@link Trail} has them, told by when it ended.
 */
final class LatencyTrail {
    private static final int DIGITS = 2;

    /** A window has room for times up to this from the start, as growing costs more than room. */
    private static final long ROOM_NS = 1 << 24;

    private static final double[] PERCENTS = {50, 90, 99};

    private AbstractHistogram[] windows = new AbstractHistogram[Trail.WINDOWS];
    private long origin;
    private long width = Trail.WIDTH_MIN;

    // The window that was recorded in last, as the next time is in it as a rule.
    private AbstractHistogram current;
    private long currentStart;
    private long currentEnd;

    void record(long time, long ns) {
        if (time < origin) {
            return;
        }
        if (time < currentStart || time >= currentEnd) {
            goTo(time);
        }
        current.recordValue(Math.max(0, ns));
    }

    private void goTo(long time) {
        while (time - origin >= Trail.WINDOWS * width) {
            windows = folded(windows);
            width *= 2;
        }
        int index = (int) ((time - origin) / width);
        if (windows[index] == null) {
            windows[index] = new IntCountsHistogram(ROOM_NS, DIGITS);
            windows[index].setAutoResize(true);
        }
        current = windows[index];
        currentStart = origin + index * width;
        currentEnd = currentStart + width;
    }

    /** Each two windows as one; those that are given are used up. */
    private static AbstractHistogram[] folded(AbstractHistogram[] windows) {
        AbstractHistogram[] wider = new AbstractHistogram[windows.length];
        for (int i = 0; i < windows.length; i++) {
            AbstractHistogram there = wider[i / 2];
            if (there == null) {
                wider[i / 2] = windows[i];
            } else if (windows[i] != null) {
                there.add(windows[i]);
            }
        }
        return wider;
    }

    void reset(long time) {
        windows = new AbstractHistogram[Trail.WINDOWS];
        origin = time;
        width = Trail.WIDTH_MIN;
        currentEnd = currentStart;
    }

    /** What happened in any of them, which began at the same time. They are used up only where this says so. */
    static LatencyTrail together(List<LatencyTrail> all, long end) {
        LatencyTrail sum = new LatencyTrail();
        sum.origin = all.get(0).origin;
        all.forEach(each -> each.widen(end));
        sum.width = all.stream().mapToLong(each -> each.width).max().orElseThrow();
        for (LatencyTrail each : all) {
            each.widenTo(sum.width);
            for (int i = 0; i < each.windows.length; i++) {
                if (each.windows[i] != null && sum.windows[i] != null) {
                    sum.windows[i].add(each.windows[i]);
                } else if (each.windows[i] != null) {
                    sum.windows[i] = each.windows[i].copy();
                }
            }
        }
        return sum;
    }

    /** Makes windows as wide as they are for every trail that began with this one. */
    private void widen(long end) {
        widenTo(Trail.width(end - origin));
    }

    private void widenTo(long wide) {
        while (width < wide) {
            windows = folded(windows);
            width *= 2;
        }
    }

    private boolean isEmpty() {
        return Arrays.stream(windows).allMatch(Objects::isNull);
    }

    /** What happened up to {@code end}. Uses this up. */
    Percentiles percentiles(String name, long end) {
        return percentiles(name, end, Trail.WINDOWS);
    }

    /** The same, in {@code most} windows or less. */
    Percentiles percentiles(String name, long end, int most) {
        long span = Math.max(1, end - origin);
        widen(end);
        if (isEmpty()) {
            return new Percentiles(name, width);
        }
        while (Trail.windows(span, width) > most) {
            widenTo(2 * width);
        }
        Percentiles percentiles = new Percentiles(name, width);
        for (long wide = width; ; wide *= 2) {
            int count = Trail.windows(span, wide);
            double[][] rows = new double[count][];
            for (int i = 0; i < count; i++) {
                rows[i] = row(windows[i]);
            }
            percentiles.add(rows);
            if (count == 1) {
                return percentiles;
            }
            windows = folded(windows);
        }
    }

    private static double[] row(AbstractHistogram window) {
        double[] row = new double[PERCENTS.length + 2];
        if (window == null) {
            return row;
        }
        row[0] = window.getTotalCount();
        for (int i = 0; i < PERCENTS.length; i++) {
            row[i + 1] = window.getValueAtPercentile(PERCENTS[i]);
        }
        row[PERCENTS.length + 1] = window.getMaxValue();
        return row;
    }
}
