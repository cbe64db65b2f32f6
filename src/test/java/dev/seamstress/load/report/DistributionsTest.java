package dev.seamstress.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.run.Jobs;
import dev.seamstress.load.run.LoadResult;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Goal: distributions and slow faults are those of the result. Method: a small job with two kinds of faults. */
class DistributionsTest {
    private static final LoadResult RESULT = Jobs.played(
            Jobs.of(
                    "td { vcpus = 2, memory = 2MiB, pool = 64KiB }",
                    "phases = [{ do = accept, closed {}, pages = sequential }",
                    "  { do = churn, closed { think = 20us }, unit = 16KiB, for = 1ms }]",
                    "replications = 2"),
            1);
    private static final Map<String, String> FAULTS =
            Map.of("fault.private", "private", "fault.shared", "shared", "fault.spurious", "spurious");

    /** Whatever never happened has no column. */
    @Test
    void theSharesOfBinsAddUp() {
        Chart bins = new Distributions(RESULT).bins("x", "x", FAULTS);
        assertThat(bins.columns()).containsExactly("from, ns", "private", "shared");
        for (int column = 0; column < 2; column++) {
            int place = column;
            double sum =
                    bins.rows().stream().mapToDouble(row -> row.values()[place]).sum();
            assertThat(sum).isCloseTo(1, within(1e-9));
        }
    }

    /** The median of each is where half of them are; of few nothing is said that would be about less than one. */
    @Test
    void aLineEndsWhereItWouldSaySomethingOfLessThanOne() {
        Chart spectrum = new Distributions(RESULT).spectrum("x", "x", FAULTS);
        List<String> names = List.of("fault.private", "fault.shared");
        for (int column = 0; column < names.size(); column++) {
            double count = 2 * RESULT.estimate(names.get(column) + ".count").mean();
            for (Chart.Row row : spectrum.rows()) {
                boolean isTold = !Double.isNaN(row.values()[column]);
                assertThat(isTold)
                        .as("%s at %s", names.get(column), row.place())
                        .isEqualTo(count * (1 - row.place() / 100) >= 1);
                if (row.place() == 50) {
                    double median = RESULT.histograms().get(names.get(column)).getValueAtPercentile(50);
                    assertThat(row.values()[column]).isEqualTo(median);
                }
            }
        }
    }

    /** With 10 us before it and after it. */
    @Test
    void theWindowOfASlowFaultHasItInItsMiddle() {
        List<SlowFaults.Placed> all = SlowFaults.of(RESULT);
        assertThat(all).hasSize(SlowFaults.COUNT);
        for (SlowFaults.Placed placed : all) {
            Matcher window = Pattern.compile("\\d@(\\d+)ns\\+-(\\d+)ns").matcher(placed.window());
            assertThat(window.matches()).isTrue();
            double middle = Double.parseDouble(window.group(1));
            double half = Double.parseDouble(window.group(2));
            double began = placed.fault().began();
            assertThat(middle - half).isCloseTo(began - 10_000, within(1.0));
            assertThat(middle + half).isCloseTo(began + placed.fault().ns() + 10_000, within(1.0));
        }
    }
}
