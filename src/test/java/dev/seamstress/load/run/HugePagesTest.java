package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: shared memory that the host backs by huge pages is mapped by 2M where a whole one is shared, and else by 4K.
 *
 * <p>Method: one vCPU that makes units shared and reads all their pages, so that each fault can be counted.
 */
class HugePagesTest {
    private static LoadResult churn(String td, String unit, String... more) {
        return Jobs.played(
                Jobs.of(
                        "td { " + td + " }",
                        "phases = [{ do = churn, closed {}, unit = " + unit + ", for = 40ms }]",
                        "replications = 1",
                        String.join("\n", more)),
                1);
    }

    private static double mean(LoadResult result, String name) {
        return result.estimate(name).mean();
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed-2024", "kvm-6.16", "kvm-6.19"})
    void aWholeHugePageIsMappedByOneFault(String model) {
        String td = "vcpus = 1, memory = 8MiB, pool = 2MiB";
        LoadResult small = churn(td, "2MiB", "model = " + model);
        LoadResult large = churn(td + ", thp = on", "2MiB", "model = " + model);
        assertThat(mean(large, "op.to_shared.count")).isGreaterThan(2);
        assertThat(mean(large, "fault.shared.count")).isEqualTo(mean(large, "op.to_shared.count"));
        assertThat(mean(large, "op.read_shared.count")).isGreaterThan(512 * 2);
        assertThat(mean(small, "fault.shared.count")).isEqualTo(mean(small, "op.read_shared.count"));
        assertThat(mean(large, "fault.private.count"))
                .as("private pages are 4K, and each is taken back")
                .isEqualTo(mean(large, "op.accept.count"))
                .isGreaterThan(512);
        assertThat(mean(large, LoadResult.LITTLE)).isLessThan(1e-6);
    }

    /** The other half of each huge page is private. */
    @Test
    void aPartOfOneIsMappedBy4K() {
        String td = "vcpus = 1, memory = 8MiB, pool = 1MiB";
        LoadResult small = churn(td, "1MiB");
        LoadResult large = churn(td + ", thp = on", "1MiB");
        assertThat(mean(large, "fault.shared.count"))
                .isEqualTo(mean(large, "op.read_shared.count"))
                .isGreaterThan(256);
        assertThat(large.estimates()).isEqualTo(small.estimates());
    }

    /** Two vCPUs have half of one each, and the first to read has it mapped by 4K, as the other is late. */
    @Test
    void whatHasATableKeepsIt() {
        LoadResult result = churn("vcpus = 2, memory = 8MiB, pool = 2MiB, thp = on", "1MiB");
        assertThat(mean(result, "fault.shared.count"))
                .isGreaterThanOrEqualTo(mean(result, "op.read_shared.count"))
                .isGreaterThan(1000);
    }
}
