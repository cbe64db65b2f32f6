package dev.seamstress.load.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what is drawn is distributed as the job says, and is the same in every JVM.
 *
 * <p>Method: moments and percentiles of many numbers; a few numbers, written down.
 */
class DistributionTest {
    private static final int COUNT = 400_000;

    static Distribution[] all() {
        return new Distribution[] {
            new Distribution.Constant(1234),
            new Distribution.Uniform(1000, 3000),
            new Distribution.Exponential(5000),
            new Distribution.Lognormal(2000, 5000),
            new Distribution.Empirical("times.txt", new long[] {10, 10, 40}),
        };
    }

    private static long[] drawn(Distribution distribution) {
        Draw draw = Draw.of(7, 1);
        long[] times = new long[COUNT];
        Arrays.setAll(times, i -> distribution.ns(draw));
        Arrays.sort(times);
        return times;
    }

    @ParameterizedTest
    @MethodSource("all")
    void theMeanIsWhatItSays(Distribution distribution) {
        long[] times = drawn(distribution);
        assertThat(times[0]).isNotNegative();
        double mean = Arrays.stream(times).average().orElseThrow();
        assertThat(mean).isCloseTo(distribution.mean(), within(0.006 * distribution.mean()));
    }

    @Test
    void percentilesAreThoseOfTheory() {
        long[] lognormal = drawn(new Distribution.Lognormal(2000, 5000));
        assertThat(lognormal[COUNT / 2]).isCloseTo(2000, within(20L));
        assertThat(lognormal[COUNT / 100 * 99]).isCloseTo(5000, within(75L));
        long[] exponential = drawn(new Distribution.Exponential(5000));
        assertThat(exponential[COUNT / 2]).isCloseTo(3466, within(40L));
        long[] uniform = drawn(new Distribution.Uniform(1000, 3000));
        assertThat(uniform[0]).isEqualTo(1000);
        assertThat(uniform[COUNT - 1]).isEqualTo(3000);
    }

    @Test
    void zipfPrefersTheFirst() {
        Zipf zipf = new Zipf(1000, 0.9);
        Draw draw = Draw.of(3, 3);
        int[] counts = new int[1000];
        for (int i = 0; i < COUNT; i++) {
            counts[(int) zipf.next(draw)]++;
        }
        double sum = 0;
        for (int k = 1; k <= 1000; k++) {
            sum += Math.pow(k, -0.9);
        }
        for (int k : new int[] {1, 2, 3, 10, 100}) {
            double expected = COUNT * Math.pow(k, -0.9) / sum;
            assertThat((double) counts[k - 1]).isCloseTo(expected, within(6 * Math.sqrt(expected)));
        }
    }

    @Test
    void streamsAreTheirOwnAndTheSameEverywhere() {
        Draw draw = Draw.of(1, 2);
        Draw other = Draw.of(1, 3);
        assertThat(draw.unit()).isNotEqualTo(other.unit());
        Draw again = Draw.of(42, 1);
        long[] times = {
            new Distribution.Lognormal(2000, 5000).ns(again),
            new Distribution.Exponential(5000).ns(again),
            new Distribution.Uniform(0, 1_000_000).ns(again),
            new Zipf(1_000_000, 1.1).next(again),
            new Zipf(1_000_000, 0.6).next(again)
        };
        assertThat(times).containsExactly(1331, 471, 67_972, 0, 169);
    }
}
