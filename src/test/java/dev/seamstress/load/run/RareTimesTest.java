package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.Summary;
import dev.seamstress.load.stats.JobComparison;
import dev.seamstress.load.stats.PairedDifference;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: the time of what does not happen in every replication is not mixed with zeros of those in which it does not.
 * Method: a memslot that is deleted in some replications only.
 */
class RareTimesTest {
    private static final String METRIC = "op.delete_slot.p50";

    private static Job job(String every) {
        return Jobs.of(
                "about = x",
                "td { vcpus = 2, memory = 16MiB }",
                "phases = [ { name = t, closed { think = { exponential = 20us } }, do = touch, unit = 4KiB,",
                "  pages = uniform, share = overlap, for = 5ms } ]",
                "background = [ { do = delslot, size = 1MiB, every = " + every + ", arrivals = poisson } ]",
                "replications = 6",
                "assert = [ \"" + METRIC + " < 1ns\" ]");
    }

    private static List<Double> told(LoadResult result) {
        return result.runs().stream()
                .map(LoadRun.Outcome::summary)
                .filter(summary -> summary.values().get("op.delete_slot.count") > 0)
                .map(Summary::values)
                .map(values -> values.get(METRIC))
                .toList();
    }

    @Test
    void aTimeIsThatOfReplicationsInWhichThereIsOne() {
        LoadResult result = Jobs.played(job("7ms"), 1);
        List<Double> told = told(result);
        assertThat(told).hasSizeBetween(2, 5);
        double mean = told.stream().mapToDouble(each -> each).average().orElseThrow();
        assertThat(result.estimate(METRIC).mean()).isCloseTo(mean, within(1e-6));
        assertThat(result.estimate(METRIC).count()).isEqualTo(told.size());
        assertThat(result.estimates().get(METRIC)).isEqualTo(result.estimate(METRIC));
        assertThat(result.checked().get(0).value()).isCloseTo(mean, within(1e-6));
        assertThat(result.estimate("op.delete_slot.count").count()).isEqualTo(6);
        assertThat(result.estimate("module.epoch.hold.mean").mean()).isPositive();
        assertThat(result.estimate("run.unfinished.max").count()).isEqualTo(6);
    }

    @Test
    void whatATimeIsOfIsCountedByItsMetric() {
        assertThat(CountedBy.of("fault.private.p999")).contains("fault.private.count");
        assertThat(CountedBy.of("op.read.part.lock_wait")).contains("op.read.count");
        assertThat(CountedBy.of("lock.mmu_lock.read.wait.max")).contains("lock.mmu_lock.read.wait.count");
        assertThat(CountedBy.of("module.epoch.hold.mean")).contains("module.epoch.count");
        assertThat(CountedBy.of("destroy.key.mean")).contains("op.destroy.count");
        assertThat(CountedBy.of("task.mean")).contains("task.count");
        assertThat(CountedBy.of("run.time")).isEmpty();
        assertThat(CountedBy.of("run.unfinished.max")).isEmpty();
        assertThat(CountedBy.of("op.read.rate")).isEmpty();
    }

    @Test
    void nothingInAnyIsZeroAndNothing() {
        LoadResult result = Jobs.played(job("1000s"), 1);
        assertThat(result.estimate(METRIC).mean()).isZero();
        assertThat(result.tells(METRIC)).isFalse();
        assertThat(result.checked().get(0).isEmpty()).isTrue();
    }

    @Test
    void replicationsOfWhichOneHasNoneAreNoPair() {
        LoadResult often = Jobs.played(job("1ms"), 1);
        LoadResult seldom = Jobs.played(job("7ms"), 1);
        PairedDifference some = difference(often, seldom);
        assertThat(some.second().count()).isEqualTo(told(seldom).size());
        assertThat(some.second().mean()).isEqualTo(seldom.estimate(METRIC).mean());
        assertThat(some.difference().count()).isEqualTo(told(seldom).size());

        LoadResult never = Jobs.played(job("1000s"), 1);
        PairedDifference none = difference(often, never);
        assertThat(none.isCompared()).isFalse();
        assertThat(none.isSame()).isFalse();
        assertThat(none.differs()).isFalse();
        assertThat(none.differsAmongAll()).isFalse();
        assertThat(none.first().mean()).isEqualTo(often.estimate(METRIC).mean());
        assertThat(none.second()).isEqualTo(Estimate.NONE);
        assertThat(difference(never, never).isSame()).isTrue();
    }

    private static PairedDifference difference(LoadResult first, LoadResult second) {
        return JobComparison.of(first, second).differences().stream()
                .filter(each -> each.metric().equals(METRIC))
                .findFirst()
                .orElseThrow();
    }
}
