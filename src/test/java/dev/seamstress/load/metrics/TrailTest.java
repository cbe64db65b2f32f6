package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Goal: what is kept over time is right in windows of any width, in the same memory. Method: sums known by hand. */
class TrailTest {
    @Test
    void whatFallsIntoSeveralWindowsIsShared() {
        Trail trail = new Trail();
        trail.reset(10_000);
        trail.add(9_000, 10_500, 2); // 1000 of it before the origin
        trail.add(10_924, 12_148, 1); // 100 before the end of the first window, 100 after the end of the second
        trail.count(12_500);
        assertThat(trail.sums(13_000)).containsExactly(1000 + 100, 1024, 100 + 1);
    }

    @Test
    void windowsGrowAndLoseNothing() {
        Trail trail = new Trail();
        double sum = 0;
        for (long time = 0; time < 10_000_000; time += 777) {
            trail.add(time, time + 500, 3);
            sum += 1500;
        }
        double[] sums = trail.sums(10_000_000);
        long width = Trail.width(10_000_000);
        assertThat(width).isEqualTo(131_072);
        assertThat(sums).hasSize(77);
        assertThat(Arrays.stream(sums).sum()).isCloseTo(sum, within(1e-3));
        assertThat(sums[40] / width).isCloseTo(3 * 500 / 777.0, within(0.02));
    }

    @Test
    void seriesAreTheSameInWiderWindows() {
        Series rate = new Series("x", Series.Kind.RATE, 1000, 3500, new double[] {1, 2, 3, 4});
        assertThat(rate.values(1000)).containsExactly(1e6, 2e6, 3e6, 8e6);
        assertThat(rate.values(2000)).containsExactly(1.5e6, 7 / 1.5 * 1e6);
        Series level = new Series("x", Series.Kind.LEVEL, 1000, 3500, new double[] {1000, 0, 3000, 500});
        assertThat(level.values(1000)).containsExactly(1, 0, 3, 1);
        assertThat(level.values(4000)).containsExactly(4500 / 3500.0);
    }

    /** A percentile of two windows is that of all that fell into them, not something between theirs. */
    @Test
    void percentilesOfWiderWindowsAreOfAllThatTheyHold() {
        LatencyTrail trail = new LatencyTrail();
        for (int i = 0; i < 100; i++) {
            trail.record(500, 100);
            trail.record(1600, i < 10 ? 5000 : 100);
        }
        Percentiles percentiles = trail.percentiles("x", 3000);
        assertThat(percentiles.width()).isEqualTo(1024);
        double[][] narrow = percentiles.rows(1024);
        assertThat(narrow).hasDimensions(3, 5);
        assertThat(narrow[0]).containsExactly(100, 100, 100, 100, 100);
        assertThat(narrow[1][0]).isEqualTo(100);
        assertThat(narrow[1][3]).isCloseTo(5000, within(50.0));
        assertThat(narrow[2]).containsOnly(0);
        double[][] wide = percentiles.rows(2048);
        assertThat(wide[0][0]).isEqualTo(200);
        assertThat(wide[0][2]).isEqualTo(100); // p90: 10 of 200 are slow
        assertThat(percentiles.rows(8192)).hasDimensions(1, 5);
    }

    @Test
    void aLongRunHasNoMoreWindowsThanAShortOne() {
        LatencyTrail trail = new LatencyTrail();
        for (long time = 0; time < 3_000_000_000L; time += 1_000_003) {
            trail.record(time, time / 1000);
        }
        Percentiles percentiles = trail.percentiles("x", 3_000_000_000L);
        double[][] rows = percentiles.rows(percentiles.width());
        assertThat(rows.length).isBetween(Trail.WINDOWS / 2, Trail.WINDOWS);
        assertThat(Arrays.stream(rows).mapToDouble(row -> row[0]).sum()).isEqualTo(3000);
    }
}
