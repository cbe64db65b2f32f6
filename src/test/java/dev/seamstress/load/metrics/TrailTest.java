package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
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

    /** A thread that is ahead of the end makes one TD's windows wider; those of the other are made as wide. */
    @Test
    void severalAreInWindowsOfOneWidth() {
        LatencyTrail ahead = new LatencyTrail();
        LatencyTrail other = new LatencyTrail();
        ahead.record(200_000, 5);
        other.record(1_500, 7);
        other.record(3_000, 9);
        Percentiles both = LatencyTrail.together(List.of(ahead, other), 100_000).percentiles("x", 100_000);
        double[][] rows = both.rows(2048);
        assertThat(rows[0][0]).isEqualTo(1);
        assertThat(rows[0][4]).isEqualTo(7);
        assertThat(rows[1][0]).isEqualTo(1);
        assertThat(rows[2][0]).isZero();
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
    void severalTdsAreOneInTheSameWindows() {
        Series one = new Series("x", Series.Kind.LEVEL, 1000, 3000, new double[] {1000, 0, 500});
        Series two = new Series("x", Series.Kind.LEVEL, 1000, 3000, new double[] {1000, 2000, 0});
        assertThat(Series.together(List.of(one, two)).values(1000)).containsExactly(1, 1, 0.25);
        Series rate = new Series("x", Series.Kind.RATE, 1000, 3000, new double[] {1, 0, 2});
        assertThat(Series.together(List.of(rate, rate)).values(1000)).containsExactly(2e6, 0, 4e6);
        assertThat(two.in(2).width()).isEqualTo(2000);
        assertThat(two.in(2).values(2000)).containsExactly(1.5, 0);
        assertThat(two.in(3)).isSameAs(two);
        LatencyTrail early = new LatencyTrail();
        LatencyTrail late = new LatencyTrail();
        for (int i = 0; i < 10; i++) {
            early.record(500, 100);
            late.record(i < 5 ? 500 : 140_000, 200);
        }
        Percentiles both = LatencyTrail.together(List.of(early, late), 140_001).percentiles("x", 140_001);
        assertThat(both.width()).isEqualTo(2048);
        assertThat(both.rows(2048)[0]).containsExactly(15, 100, 200, 200, 200);
        assertThat(both.rows(2048)[68][0]).isEqualTo(5);
        Percentiles few = early.percentiles("x", 140_001, 32); // what was made of it has left it as it was
        assertThat(few.rows(few.width())).hasDimensions(18, 5);
        assertThat(few.rows(few.width())[0][0]).isEqualTo(10);
        assertThat(new LatencyTrail().percentiles("x", 5000).rows(4096)).isEmpty();
    }

    /** A thread may be ahead of the end of a run when it makes windows wider; what it did then still counts. */
    @Test
    void windowsAreAsWideAsTheRunIsLong() {
        Trail trail = new Trail();
        trail.count(100);
        trail.count(Trail.WINDOWS * Trail.WIDTH_MIN + 5);
        double[] sums = trail.sums(Trail.WINDOWS * Trail.WIDTH_MIN);
        assertThat(sums).hasSize(Trail.WINDOWS);
        assertThat(Arrays.stream(sums).sum()).isEqualTo(1);
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
