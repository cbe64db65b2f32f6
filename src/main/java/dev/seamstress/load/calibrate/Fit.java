package dev.seamstress.load.calibrate;

import java.util.Arrays;
import java.util.Locale;

/**
 * The distribution that comes nearest to measured times.
 *
 * <p>Shape: {@code distance}: how far the two distribution functions are apart at most (Kolmogorov and Smirnov), 0 for
 * a constant. {@code isPoor}: no distribution comes near.
 */
record Fit(Form form, String value, double distance, boolean isPoor) {
    /** Fewer times tell no distribution. */
    static final int LEAST = 20;

    /** This near is near enough for a model, however many times there are and whatever a test would say. */
    private static final double NEAR = 0.05;

    /**
     * Where a sample of the distribution is in 19 of 20 cases, times the square root of its size. They are less than
     * Kolmogorov's, as parameters that are those of the sample itself come nearer to it.
     *
     * <p>Source: M. A. Stephens, "EDF statistics for goodness of fit and some comparisons", 1974, without what he adds
     * for small samples.
     */
    private static final double EXPONENTIAL95 = 1.094;

    private static final double LOGNORMAL95 = 0.895;

    private static final double SAME = 0.05;
    private static final double Z99 = 2.3263478740408408;

    /** The kinds of distributions that are tried. */
    enum Form {
        /** There are too few times: their median. */
        FEW,
        CONSTANT,
        EXPONENTIAL,
        LOGNORMAL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of sorted times, at least one, on a clock of so many nanoseconds. */
    static Fit of(long[] times, long resolution) {
        long median = percentile(times, 50);
        if (times.length < LEAST) {
            return new Fit(Form.FEW, median + "ns", 0, false);
        }
        long near = Math.max(resolution, Math.round(SAME * median));
        if (percentile(times, 99) - median <= near && median - percentile(times, 1) <= near) {
            return new Fit(Form.CONSTANT, median + "ns", 0, false);
        }
        Fit exponential = exponential(times, resolution);
        Fit lognormal = lognormal(times, resolution);
        return exponential.distance <= lognormal.distance ? exponential : lognormal;
    }

    /** The time that so many percent do not exceed. */
    static long percentile(long[] sorted, double percent) {
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(0, Math.min(sorted.length - 1, rank - 1))];
    }

    private static Fit exponential(long[] times, long resolution) {
        double mean = Math.max(0.5, Arrays.stream(times).average().orElseThrow());
        double distance = distance(times, resolution, x -> 1 - StrictMath.exp(-x / mean));
        return fitted(
                Form.EXPONENTIAL,
                "{ exponential = " + Math.max(1, Math.round(mean)) + "ns }",
                distance,
                chance(EXPONENTIAL95, times));
    }

    /** By the mean and the deviation of logarithms; a time below the clock's resolution counts as half of it. */
    private static Fit lognormal(long[] times, long resolution) {
        double least = resolution / 2.0;
        double mean = 0;
        for (long time : times) {
            mean += StrictMath.log(Math.max(least, (double) time)) / times.length;
        }
        double squares = 0;
        for (long time : times) {
            double off = StrictMath.log(Math.max(least, (double) time)) - mean;
            squares += off * off;
        }
        double center = mean;
        double sigma = Math.max(1e-9, Math.sqrt(squares / times.length));
        long p50 = Math.max(1, Math.round(StrictMath.exp(center)));
        long p99 = Math.max(p50, Math.round(StrictMath.exp(center + Z99 * sigma)));
        double distance = distance(times, resolution, x -> normal((StrictMath.log(x) - center) / sigma));
        String value = "{ lognormal { p50 = " + p50 + "ns, p99 = " + p99 + "ns } }";
        return fitted(Form.LOGNORMAL, value, distance, chance(LOGNORMAL95, times));
    }

    private static double chance(double quantile, long[] times) {
        return quantile / Math.sqrt(times.length);
    }

    private static Fit fitted(Form form, String value, double distance, double chance) {
        return new Fit(form, value, distance, distance > Math.max(NEAR, chance));
    }

    private interface Cumulative {
        double at(double x);
    }

    /** Times are whole numbers of the clock's, so the function is looked at between them: before each and after it. */
    private static double distance(long[] times, long resolution, Cumulative function) {
        double most = 0;
        double before = 0;
        for (int i = 0; i < times.length; i++) {
            if (i + 1 == times.length || times[i + 1] > times[i]) {
                double here = (i + 1.0) / times.length;
                double low = Math.max(0, times[i] - resolution / 2.0);
                most = Math.max(most, Math.abs(function.at(low) - before));
                most = Math.max(most, Math.abs(function.at(times[i] + resolution / 2.0) - here));
                before = here;
            }
        }
        return most;
    }

    /** The standard normal distribution. Source: Abramowitz and Stegun, 26.2.17; the error is below 7.5e-8. */
    static double normal(double z) {
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double polynomial =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double tail = StrictMath.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * polynomial;
        return z > 0 ? 1 - tail : tail;
    }
}
