package dev.seamstress.load.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.random.Distribution;
import dev.seamstress.load.random.Draw;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Goal: a distribution is known again, and what is none is called so. Method: drawn times. */
class FitTest {
    private static long[] drawn(Distribution distribution, int count) {
        Draw draw = Draw.of(1, 5);
        long[] times = new long[count];
        Arrays.setAll(times, i -> distribution.ns(draw));
        Arrays.sort(times);
        return times;
    }

    private static long number(String text, String name) {
        return Long.parseLong(text.replaceAll(".*" + name + " = (\\d+)ns.*", "$1"));
    }

    @Test
    void anExponentialIsKnownAgain() {
        Fit fit = Fit.of(drawn(new Distribution.Exponential(2000), 3000), 1);
        assertThat(fit.form()).isEqualTo(Fit.Form.EXPONENTIAL);
        assertThat(fit.isPoor()).isFalse();
        assertThat((double) number(fit.value(), "exponential")).isCloseTo(2000, within(100.0));
    }

    @Test
    void aLognormalIsKnownAgain() {
        Fit fit = Fit.of(drawn(new Distribution.Lognormal(2000, 5000), 3000), 1);
        assertThat(fit.form()).isEqualTo(Fit.Form.LOGNORMAL);
        assertThat(fit.isPoor()).isFalse();
        assertThat((double) number(fit.value(), "p50")).isCloseTo(2000, within(60.0));
        assertThat((double) number(fit.value(), "p99")).isCloseTo(5000, within(300.0));
    }

    /** A clock of microseconds shows times of 2 us as 1, 2 or 3. */
    @Test
    void aCoarseClockIsReckonedWith() {
        long[] times = drawn(new Distribution.Lognormal(20_000, 50_000), 3000);
        Fit fit = Fit.of(
                Arrays.stream(times).map(ns -> Math.round(ns / 1000.0) * 1000).toArray(), 1000);
        assertThat(fit.form()).isEqualTo(Fit.Form.LOGNORMAL);
        assertThat(fit.isPoor()).isFalse();
    }

    @Test
    void whatHardlyVariesIsAConstant() {
        assertThat(Fit.of(drawn(new Distribution.Uniform(980, 1010), 500), 1))
                .extracting(Fit::form)
                .isEqualTo(Fit.Form.CONSTANT);
    }

    @Test
    void whatHardlyDiffersIsTheMedianAlways() {
        long[] times = new long[1000];
        Arrays.fill(times, 0, 450, 1000);
        Arrays.fill(times, 450, 1000, 1001);
        Fit fit = Fit.of(times, 1);
        assertThat(fit.form()).isEqualTo(Fit.Form.CONSTANT);
        assertThat(fit.value()).isEqualTo("1001ns");
    }

    @Test
    void twoHeapsAreAPoorFit() {
        long[] times = new long[1000];
        Arrays.fill(times, 0, 500, 100);
        Arrays.fill(times, 500, 1000, 9000);
        assertThat(Fit.of(times, 1).isPoor()).isTrue();
    }

    @Test
    void fewTimesTellNoDistribution() {
        Fit fit = Fit.of(new long[] {10, 20, 90}, 1);
        assertThat(fit.form()).isEqualTo(Fit.Form.FEW);
        assertThat(fit.value()).isEqualTo("20ns");
    }

    /** Source: tables of the normal distribution. */
    @Test
    void theNormalDistributionIsThatOfTables() {
        assertThat(Fit.normal(0)).isCloseTo(0.5, within(1e-7));
        assertThat(Fit.normal(1.959964)).isCloseTo(0.975, within(1e-7));
        assertThat(Fit.normal(-2.3263479)).isCloseTo(0.01, within(1e-7));
    }
}
