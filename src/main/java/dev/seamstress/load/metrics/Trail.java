package dev.seamstress.load.metrics;

import java.util.Arrays;

/**
 * A quantity over time, in windows of equal width: the sum of what falls into each. Once there are too many windows,
 * each two become one, so that a run of any length takes the same memory.
 */
final class Trail {
    /** How many windows there are at most; a run that is not very short has half as many at least. */
    static final int WINDOWS = 128;

    /** How wide a window is at first, in nanoseconds; a power of two, so that finding one takes no division. */
    static final long WIDTH_MIN = 1 << 10;

    private static final int SHIFT_MIN = Long.numberOfTrailingZeros(WIDTH_MIN);

    private final double[] sums = new double[WINDOWS];
    private long origin;
    private int shift = SHIFT_MIN;

    /** The quantity was {@code level} from one time to the other. What was before the origin does not count. */
    void add(long from, long to, double level) {
        long start = Math.max(from, origin);
        if (level == 0 || to <= start) {
            return;
        }
        fit(to - 1);
        int first = (int) (start - origin >> shift);
        int last = (int) (to - 1 - origin >> shift);
        if (first == last) {
            sums[first] += level * (to - start);
            return;
        }
        long width = 1L << shift;
        sums[first] += level * (origin + (first + 1) * width - start);
        for (int i = first + 1; i < last; i++) {
            sums[i] += level * width;
        }
        sums[last] += level * (to - origin - last * width);
    }

    /** It happened once, at {@code time}. */
    void count(long time) {
        if (time >= origin) {
            fit(time);
            sums[(int) (time - origin >> shift)]++;
        }
    }

    private void fit(long time) {
        while (time - origin >> shift >= WINDOWS) {
            for (int i = 0; i < WINDOWS / 2; i++) {
                sums[i] = sums[2 * i] + sums[2 * i + 1];
            }
            Arrays.fill(sums, WINDOWS / 2, WINDOWS, 0);
            shift++;
        }
    }

    /** Begins anew at {@code time}. */
    void reset(long time) {
        origin = time;
        shift = SHIFT_MIN;
        Arrays.fill(sums, 0);
    }

    /** The sums up to {@code end}, in windows as wide as for every trail that began with this one. */
    double[] sums(long end) {
        fit(Math.max(origin, end - 1));
        double[] all = sums;
        long width = 1L << shift;
        for (; width > width(end - origin); width /= 2) { // a thread that was ahead of the end has made them wider
            double[] halves = new double[2 * WINDOWS];
            for (int i = 0; i < WINDOWS; i++) {
                halves[2 * i] = all[i] / 2;
                halves[2 * i + 1] = all[i] / 2;
            }
            all = Arrays.copyOf(halves, WINDOWS);
        }
        return Arrays.copyOf(all, windows(end - origin, width));
    }

    /** How wide windows are that make up so long a time. */
    static long width(long span) {
        long width = WIDTH_MIN;
        while (span > WINDOWS * width) {
            width *= 2;
        }
        return width;
    }

    /** How many windows of that width make up so long a time, the last one maybe in part. */
    static int windows(long span, long width) {
        return (int) ((span + width - 1) / width);
    }
}
