package dev.seamstress.load.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.random.Distribution;
import dev.seamstress.load.random.Draw;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Three in ten take half as long as the others. */
    @Test
    void whatIsSometimesShorterIsNoConstant() {
        long[] times = new long[100];
        Arrays.setAll(times, i -> i < 30 ? 500 : 1000);
        assertThat(Fit.of(times, 1).form()).isNotEqualTo(Fit.Form.CONSTANT);
        assertThat(Fit.of(times, 1).isPoor()).isTrue();
        Arrays.fill(times, 1000);
        assertThat(Fit.of(times, 1).form()).isEqualTo(Fit.Form.CONSTANT);
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

    /** Below the first of these an exponential has three fifths of its times already. */
    @Test
    void whatIsNarrowIsNoExponential() {
        long[] times = new long[21];
        Arrays.fill(times, 0, 10, 974);
        Arrays.fill(times, 10, 18, 986);
        Arrays.fill(times, 18, 21, 1170);
        Fit fit = Fit.of(times, 1);
        assertThat(fit.form()).isEqualTo(Fit.Form.LOGNORMAL);
        assertThat(fit.isPoor()).isTrue();
    }

    /** How far two distribution functions are apart is looked at before each step and after it. */
    @Test
    void theDistanceIsThatOnBothSidesOfAStep() {
        long[] times = new long[40];
        Arrays.fill(times, 0, 20, 2_000);
        Arrays.fill(times, 20, 40, 4_000);
        double inTheMiddle = Fit.normal(1) - 0.5;
        assertThat(Fit.of(times, 1).form()).isEqualTo(Fit.Form.LOGNORMAL);
        assertThat(Fit.of(times, 1).distance()).isCloseTo(inTheMiddle, within(0.001));
    }

    /** One in twenty, as the parameters are those of the sample itself. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsRightIsSeldomCalledPoor(boolean isLognormal) {
        Distribution distribution =
                isLognormal ? new Distribution.Lognormal(20_000, 50_000) : new Distribution.Exponential(20_000);
        int poor = 0;
        int samples = 0;
        for (int seed = 0; seed < 400; seed++) {
            Draw draw = Draw.of(seed, 5);
            long[] times = new long[60];
            Arrays.setAll(times, i -> distribution.ns(draw));
            Arrays.sort(times);
            Fit fit = Fit.of(times, 1);
            boolean isKnown = fit.form() == (isLognormal ? Fit.Form.LOGNORMAL : Fit.Form.EXPONENTIAL);
            samples += isKnown ? 1 : 0;
            poor += isKnown && fit.isPoor() ? 1 : 0;
        }
        assertThat(samples).isGreaterThan(300);
        assertThat((double) poor / samples).isBetween(0.01, 0.08);
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
