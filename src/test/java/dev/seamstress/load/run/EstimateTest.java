package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.random.Draw;
import org.junit.jupiter.api.Test;

/** Goal: intervals cover what they should, as often as they say. Method: samples of a known mean, and one by hand. */
class EstimateTest {
    @Test
    void byHand() {
        Estimate estimate = Estimate.of(1, 2, 3, 4, 5);
        assertThat(estimate.mean()).isEqualTo(3);
        assertThat(estimate.halfWidth()).isCloseTo(2.7764 * Math.sqrt(2.5 / 5), within(1e-9));
        assertThat(estimate.covers(1.1)).isTrue();
        assertThat(estimate.covers(0.9)).isFalse();
        assertThat(Estimate.of(7).halfWidth()).isNaN();
    }

    @Test
    void studentsTIsThatOfTables() {
        assertThat(Estimate.t975(1)).isEqualTo(12.7062);
        assertThat(Estimate.t975(9)).isEqualTo(2.2622);
        assertThat(Estimate.t975(40)).isCloseTo(2.0211, within(2e-4));
        assertThat(Estimate.t975(999)).isCloseTo(1.9623, within(2e-4));
    }

    @Test
    void nineteenOfTwentyIntervalsCoverTheMean() {
        int covered = 0;
        for (int run = 0; run < 500; run++) {
            Draw draw = Draw.of(run, 0);
            double[] means = new double[10];
            for (int i = 0; i < means.length; i++) {
                for (int k = 0; k < 20; k++) {
                    means[i] += draw.exponential(100) / 20;
                }
            }
            covered += Estimate.of(means).covers(100) ? 1 : 0;
        }
        assertThat(covered).isBetween(450, 495);
    }
}
