package dev.seamstress.load.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.random.Draw;
import dev.seamstress.load.run.Estimate;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Goal: the scalability law is found again, and what is no such law is said to be none. Method: made throughputs. */
class UslTest {
    private static final double[] N = {1, 2, 4, 8, 16, 32, 64, 128, 256, 576};

    private static Usl fit(DoubleUnaryOperator throughput) {
        return Usl.fit(N, Arrays.stream(N).map(throughput).toArray()).orElseThrow();
    }

    private static double law(double n, double lambda, double sigma, double kappa) {
        return lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
    }

    @Test
    void theLawIsFoundAgain() {
        Usl usl = fit(n -> law(n, 1000, 0.03, 1e-4));
        assertThat(usl.lambda()).isCloseTo(1000, within(1e-3));
        assertThat(usl.sigma()).isCloseTo(0.03, within(1e-7));
        assertThat(usl.kappa()).isCloseTo(1e-4, within(1e-9));
        assertThat(usl.r2()).isCloseTo(1, within(1e-9));
        assertThat(usl.knee()).isCloseTo(Math.sqrt(0.97 / 1e-4), within(1e-2));
        assertThat(usl.ceiling()).isCloseTo(law(usl.knee(), 1000, 0.03, 1e-4), within(1e-2));
        assertThat(usl.isPoor()).isFalse();
    }

    @Test
    void noiseIsBorne() {
        Draw draw = Draw.of(1, 1);
        Usl usl = fit(n -> law(n, 1000, 0.03, 1e-4) * (0.98 + 0.04 * draw.unit()));
        assertThat(usl.sigma()).isCloseTo(0.03, within(0.004));
        assertThat(usl.kappa()).isCloseTo(1e-4, within(1e-5));
        assertThat(usl.isPoor()).isFalse();
    }

    @Test
    void linearGrowthHasNoKnee() {
        Usl usl = fit(n -> 500 * n);
        assertThat(usl.lambda()).isCloseTo(500, within(1e-6));
        assertThat(usl.sigma()).isCloseTo(0, within(1e-9));
        assertThat(usl.at(1000)).isCloseTo(500_000, within(1.0));
    }

    /** Amdahl's law: it comes near to a bound, and never falls. */
    @Test
    void contentionAloneHasACeilingAndNoKnee() {
        Usl usl = fit(n -> law(n, 10, 0.5, 0));
        assertThat(usl.kappa()).isLessThan(1e-9);
        assertThat(usl.sigma()).isCloseTo(0.5, within(1e-6));
        assertThat(new Usl(10, 0.5, 0, 1, 0).ceiling()).isEqualTo(20);
        assertThat(new Usl(10, 0.5, 0, 1, 0).knee()).isInfinite();
        assertThat(new Usl(10, 0, 0, 1, 0).ceiling()).isInfinite();
        assertThat(new Usl(10, 1.5, 0, 1, 0).knee()).isEqualTo(1);
    }

    /** More than linear, which the law does not know, and jumps. */
    @Test
    void whatIsNoSuchLawIsAPoorFit() {
        assertThat(fit(n -> n * n).isPoor()).isTrue();
        assertThat(fit(n -> n == 16 ? 5 : 100).isPoor()).isTrue();
        assertThat(Usl.fit(N, new double[N.length])).isEmpty();
    }

    @Test
    void parametersAreNeverNegative() {
        Usl usl = fit(n -> n * Math.sqrt(n));
        assertThat(usl.sigma()).isNotNegative();
        assertThat(usl.kappa()).isNotNegative();
        assertThat(usl.lambda()).isPositive();
    }

    /** Where a lock lets one after the other pass there is a knee in the law, and none in what was measured. */
    @Test
    void aKneeIsSeenWherePointsFall() {
        Usl level = fit(n -> Math.min(1000 * n, 200_000));
        assertThat(level.knee()).isLessThan(576);
        Estimate none = Estimate.of(1, 1);
        assertThat(new Scaling("x", level, none, none, none, 576, 200_000, 256, 200_000).isKneeSeen())
                .isFalse();
        assertThat(new Scaling("x", level, none, none, none, 576, 200_000, 256, 195_000).isKneeSeen())
                .as("they are the same, or nearly")
                .isFalse();
        assertThat(new Scaling("x", level, none, none, none, 576, 200_000, 256, 190_000).isKneeSeen())
                .isTrue();
    }
}
