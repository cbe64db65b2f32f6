package dev.seamstress.load.random;

import java.util.Arrays;

/**
 * How long something takes: a distribution of times in nanoseconds, none negative.
 *
 * <p>Shape: {@code text} is what people read of it.
 */
public interface Distribution {
    /** One time. */
    long ns(Draw draw);

    /** The mean. */
    double mean();

    /** As a job writes it. */
    String text();

    /** Always the same. */
    record Constant(long value) implements Distribution {
        @Override
        public long ns(Draw draw) {
            return value;
        }

        @Override
        public double mean() {
            return value;
        }

        @Override
        public String text() {
            return Times.text(value);
        }
    }

    /** Every time from {@code min} to {@code max} alike. */
    record Uniform(long min, long max) implements Distribution {
        @Override
        public long ns(Draw draw) {
            return min + draw.below(max - min + 1);
        }

        @Override
        public double mean() {
            return (min + max) / 2.0;
        }

        @Override
        public String text() {
            return "uniform " + Times.text(min) + " to " + Times.text(max);
        }
    }

    /** Without memory. */
    record Exponential(long average) implements Distribution {
        @Override
        public long ns(Draw draw) {
            return Math.round(draw.exponential((double) average));
        }

        @Override
        public double mean() {
            return average;
        }

        @Override
        public String text() {
            return "exponential, mean " + Times.text(average);
        }
    }

    /** The logarithm is normal; known by its median and its 99th percentile. No time is longer than a hundred days. */
    final class Lognormal implements Distribution {
        private static final double LONGEST_NS = 100 * 86_400e9;
        private static final double Z99 = 2.3263478740408408;

        private final long p50;
        private final long p99;
        private final double sigma;
        private final Quantiles quantiles;

        public Lognormal(long p50, long p99) {
            this.p50 = p50;
            this.p99 = p99;
            this.sigma = StrictMath.log((double) p99 / p50) / Z99;
            this.quantiles = new Quantiles(p -> Math.min(LONGEST_NS, p50 * StrictMath.exp(sigma * Normal.quantile(p))));
        }

        @Override
        public long ns(Draw draw) {
            return Math.round(quantiles.at(draw.unit()));
        }

        @Override
        public double mean() {
            return p50 * StrictMath.exp(sigma * sigma / 2);
        }

        @Override
        public String text() {
            return "lognormal, p50 " + Times.text(p50) + ", p99 " + Times.text(p99);
        }
    }

    /** Times that were measured, each as likely as it was often. */
    final class Empirical implements Distribution {
        private final String file;
        private final long[] times;

        public Empirical(String file, long[] times) {
            this.file = file;
            this.times = times.clone();
        }

        @Override
        public long ns(Draw draw) {
            return times[(int) draw.below(times.length)];
        }

        @Override
        public double mean() {
            return Arrays.stream(times).average().orElseThrow();
        }

        @Override
        public String text() {
            return "empirical, " + times.length + " times from " + file;
        }
    }
}
