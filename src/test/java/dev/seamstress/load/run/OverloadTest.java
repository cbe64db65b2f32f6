package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.report.Unfinished;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: where more tasks arrive than vCPUs can do, those that nobody takes are told, and no measurement is called wrong
 * for them. Method: one vCPU that accepts a page in 18 us, and a task every 10 us.
 */
@Tag("once")
class OverloadTest {
    private static LoadResult played(String rate, String warmup) {
        return Jobs.played(
                Jobs.of(
                        "td { vcpus = 1, memory = 8MiB }",
                        "phases = [{ do = accept, open { rate = " + rate + ", arrivals = constant }, for = 10ms }]",
                        "warmup = " + warmup,
                        "replications = 1"),
                1);
    }

    private static double mean(LoadResult result, String metric) {
        return result.estimate(metric).mean();
    }

    /** Of 999 some are done, one is under way, and the others wait when the phase ends. */
    @Test
    void everyTaskIsDoneOrDropped() {
        LoadResult result = played("100k/s", "0s");
        assertThat(mean(result, "task.count")).isBetween(450.0, 650.0);
        assertThat(mean(result, "task.count") + mean(result, "task.dropped.count"))
                .isBetween(998.0, 999.0);
    }

    /** The queue grows evenly, so that half of what waits at the end waits on average. */
    @Test
    void whoIsDroppedHasWaitedInTheQueue() {
        LoadResult result = played("100k/s", "0s");
        double half = mean(result, "task.dropped.count") / 2;
        assertThat(mean(result, "task.queue.length")).isCloseTo(half, within(0.05 * half));
        assertThat(mean(result, LoadResult.LITTLE)).isLessThan(1e-6);
    }

    /** After the last arrival, and before the end: who waits has come before anything counts. */
    @Test
    void whoWaitsSinceBeforeTheWarmUpWasOverCounts() {
        LoadResult result = played("100k/s", "9993us");
        assertThat(mean(result, "task.dropped.count")).isPositive();
        assertThat(mean(result, LoadResult.LITTLE)).isLessThan(1e-6);
    }

    /** All wait for one another: the vCPU and the prefault for the memslot, and its deletion for the prefault. */
    @Test
    void whoWaitsWhenARunIsEndedAsNothingGetsOnIsDropped() {
        LoadResult result = Jobs.played(
                Jobs.of(
                        "model = kvm-6.16",
                        "td { vcpus = 1, memory = 8MiB }",
                        "phases = [{ do = touch, open { rate = 1k/s }, pages = uniform, for = 600s }]",
                        "background = [{ do = delslot, size = 7MiB, every = 3ms }",
                        "  { do = prefault, size = 2MiB, every = 1ms }]",
                        "replications = 1"),
                1);
        assertThat(result.isStuck()).isTrue();
        assertThat(mean(result, "task.dropped.count")).isBetween(9_000.0, 11_000.0);
        assertThat(mean(result, "task.queue.length")).isBetween(4_500.0, 5_500.0);
        assertThat(mean(result, LoadResult.LITTLE)).isLessThan(1e-6);
    }

    @Test
    void theResultSaysThatItsTimesDoNotHaveThem() {
        assertThat(Unfinished.note(played("100k/s", "0s")).orElseThrow())
                .contains("tasks were dropped")
                .contains("They count in no time here");
        assertThat(Unfinished.note(played("20k/s", "0s"))).isEmpty();
    }
}
