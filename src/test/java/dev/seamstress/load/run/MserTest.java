package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.load.random.Draw;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Goal: the end of a beginning is found, and where there is none it says so. Method: made series. */
class MserTest {
    private static double[] series(int count, IntToDoubleFunction mean) {
        Draw draw = Draw.of(1, 3);
        double[] values = new double[count];
        Arrays.setAll(values, i -> mean.applyAsDouble(i) + 10 * (draw.unit() - 0.5));
        return values;
    }

    /** As the paper has it, without a trick. */
    private static int byHand(double[] values) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int from = 0; from <= values.length / 2; from++) {
            double[] rest = Arrays.copyOfRange(values, from, values.length);
            double mean = Arrays.stream(rest).average().orElseThrow();
            double squares =
                    Arrays.stream(rest).map(x -> (x - mean) * (x - mean)).sum();
            double error = squares / ((double) rest.length * rest.length);
            if (error < least) {
                least = error;
                best = from;
            }
        }
        return best;
    }

    @Test
    void theEndOfTheBeginningIsFound() {
        double[] falls = series(400, i -> 100 + 80 * Math.exp(-i / 20.0));
        assertThat(Mser.truncation(falls, 400).orElseThrow()).isBetween(30, 130).isEqualTo(byHand(falls));
        double[] jumps = series(400, i -> i < 70 ? 300 : 100);
        assertThat(Mser.truncation(jumps, 400)).hasValue(70);
        assertThat(byHand(jumps)).isEqualTo(70);
    }

    @Test
    void whatIsSteadyFromTheBeginningLosesLittle() {
        assertThat(Mser.truncation(series(400, i -> 100), 400).orElseThrow()).isLessThan(100);
    }

    @Test
    void whatNeverIsSteadyIsSaidToBeSo() {
        assertThat(Mser.truncation(series(400, i -> i), 400)).isEmpty();
        assertThat(Mser.truncation(series(400, i -> 900 * Math.exp(-i / 300.0)), 400))
                .isEmpty();
        assertThat(Mser.truncation(series(49, i -> 100), 49)).isEqualTo(OptionalInt.empty());
    }

    /** One falls after a tenth of a phase that begins after another one, one falls all the time. */
    @Test
    void tasksAreTakenInBatchesAndMemoryIsFlat() {
        TaskSeries tasks = new TaskSeries();
        tasks.before(1000);
        for (int i = 1; i <= 1_000_000; i++) {
            tasks.add(1000 + i, i <= 100_000 ? 900 : 100 + i % 7);
        }
        assertThat(tasks.warmupNs()).isBetween(1000 + 100_000L, 1000 + 100_400L);
        TaskSeries never = new TaskSeries();
        never.before(1000);
        for (int i = 1; i <= 1000; i++) {
            never.add(1000 + i, 5000 - i);
        }
        assertThat(~never.warmupNs()).isEqualTo(1500);
        assertThat(~new TaskSeries().warmupNs()).isZero();
    }
}
