package dev.seamstress.load.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.random.Draw;
import dev.seamstress.load.run.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: differences are told as often as there are some. Method: one by hand, tables, and made samples. */
class PairedDifferenceTest {
    /** Source: differences 1, 2, 3, 4: mean 2.5, s = 1.291, t = 3.873, df 3. */
    @Test
    void byHand() {
        PairedDifference paired =
                PairedDifference.of("x", new double[] {10, 20, 30, 40}, new double[] {11, 22, 33, 44});
        assertThat(paired.difference().mean()).isEqualTo(2.5);
        assertThat(paired.difference().halfWidth()).isCloseTo(3.1824 * 1.290994 / 2, within(1e-4));
        assertThat(paired.p()).isCloseTo(0.030466, within(1e-6));
        assertThat(paired.differs()).isTrue();
        assertThat(paired.relative()).isCloseTo(0.1, within(1e-12));
        assertThat(paired.unpairedHalfWidth())
                .isGreaterThan(10 * paired.difference().halfWidth());
    }

    /** Source: tables of Student's t. */
    @Test
    void studentsTIsThatOfTables() {
        assertThat(StudentT.beyond(12.7062, 1)).isCloseTo(0.05, within(1e-6));
        assertThat(StudentT.beyond(2.7764, 4)).isCloseTo(0.05, within(5e-6));
        assertThat(StudentT.beyond(-2.2622, 9)).isCloseTo(0.05, within(5e-6));
        assertThat(StudentT.beyond(3.2498, 9)).isCloseTo(0.01, within(1e-6));
        assertThat(StudentT.beyond(1.9840, 100)).isCloseTo(0.05, within(1e-5));
        assertThat(StudentT.beyond(0, 5)).isEqualTo(1);
    }

    @Test
    void whatIsTheSameIsTheSameAndRoundingIsNoDifference() {
        assertThat(PairedDifference.of("x", new double[] {1, 2}, new double[] {1, 2})
                        .isSame())
                .isTrue();
        double next = Math.nextUp(1e9);
        assertThat(PairedDifference.of("x", new double[] {1e9, 5}, new double[] {next, 5})
                        .isSame())
                .isTrue();
        PairedDifference constant = PairedDifference.of("x", new double[] {1, 2}, new double[] {3, 4});
        assertThat(constant.p()).isZero();
        assertThat(constant.differs()).isTrue();
    }

    /** Of 100 metrics that do not differ about 5 stand out, and none if they are looked at together. */
    @Test
    void whatStandsOutByChanceIsNoDifferenceAmongAll() {
        List<PairedDifference> all = new ArrayList<>();
        for (int metric = 0; metric < 100; metric++) {
            all.add(made(metric, 0));
        }
        all.add(made(100, 500));
        List<PairedDifference> corrected = JobComparison.corrected(all);
        assertThat(corrected.stream().filter(PairedDifference::differs).count()).isBetween(3L, 11L);
        assertThat(corrected.stream().filter(PairedDifference::differsAmongAll))
                .extracting(PairedDifference::metric)
                .containsExactly("100");
    }

    private static PairedDifference made(int metric, double more) {
        Draw draw = Draw.of(metric, 7);
        double[] first = new double[10];
        double[] second = new double[10];
        for (int i = 0; i < first.length; i++) {
            first[i] = draw.exponential(100);
            second[i] = more + draw.exponential(100);
        }
        return PairedDifference.of(Integer.toString(metric), first, second);
    }

    /** Of three, p of 0.016, 0.024 and 0.045: below 0.05 by 3, by 2 and by 1. Of the last two of 0.026, neither is. */
    @Test
    void theSmallestIsComparedWithTheSmallestPart() {
        assertThat(differing(0.045, 0.016, 0.024)).isEqualTo(3);
        assertThat(differing(0.016, 0.026, 0.026)).isEqualTo(1);
        assertThat(differing(0.017, 0.001, 0.024)).isEqualTo(3);
        assertThat(differing(0.018, 0.018, 0.018)).isZero();
    }

    private static long differing(double... ps) {
        List<PairedDifference> all = Arrays.stream(ps)
                .mapToObj(p -> new PairedDifference(
                        "x" + p, Estimate.of(1, 2), Estimate.of(2, 4), Estimate.of(1, 2), p, false))
                .toList();
        return JobComparison.corrected(all).stream()
                .filter(PairedDifference::differsAmongAll)
                .count();
    }
}
