package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.Activity;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Goal: a load run counts what it does, says where time goes, measures its queues twice, and is the same each time.
 *
 * <p>Method: small jobs whose counts are known, in virtual time.
 */
class LoadRunTest {
    private static final String[] CHURN = {
        "td { vcpus = 4, memory = 2MiB, pool = 64KiB }",
        "phases = [",
        "  { do = accept, closed {}, pages = sequential }",
        "  { do = churn, closed { think = { exponential = 20us } }, unit = 16KiB, for = 5ms }",
        "]",
        "background = [{ do = notify, size = 64KiB, every = 50us, arrivals = poisson }]",
        "replications = 3"
    };

    private static double mean(LoadResult result, String name) {
        return result.estimate(name).mean();
    }

    @Test
    void everyPageFaultsOnceAndIsAcceptedOnce() {
        Job job = Jobs.of(
                "td { vcpus = 4, memory = 4MiB }",
                "phases = [{ do = accept, closed {}, pages = sequential }]",
                "replications = 2");
        LoadResult result = Jobs.played(job, 1);
        assertThat(mean(result, "fault.private.count")).isEqualTo(1024);
        assertThat(mean(result, "op.accept.count")).isEqualTo(1024);
        assertThat(mean(result, "op.accept.failed")).isZero();
        assertThat(mean(result, "lock.mmu_lock.write.hold.count")).isZero();
        assertThat(result.isPartial()).isFalse();
    }

    /** An exit, the work of KVM, a wait for nothing, the walk, the SEAMCALL, the entry: nothing is left over. */
    @Test
    void theTimeOfAFaultIsTheSumOfItsParts() {
        LoadResult result = Jobs.played(Jobs.of(CHURN), 1);
        for (String fault : new String[] {"fault.private", "fault.shared"}) {
            double sum = 0;
            for (Activity activity : Activity.values()) {
                sum += mean(result, fault + ".part." + activity.key());
            }
            assertThat(mean(result, fault + ".count")).isGreaterThan(100);
            assertThat(sum).isCloseTo(mean(result, fault + ".mean"), within(0.01));
        }
    }

    @Test
    void costsAreWhatTheyAreSetTo() {
        Job job = Jobs.of(
                "td { vcpus = 1, memory = 4MiB }",
                "phases = [{ do = accept, closed {}, pages = sequential }]",
                "costs { tdx.exit = 1us, kernel { exit = 2us, fault = 3us, walk = 4us }, lock.word = 5us,",
                "  module { page-aug = 6us, sept-add = 0ns, vp-enter = 7us, accept = 8us, early-fail = 0ns } }",
                "replications = 1");
        LoadResult result = Jobs.played(job, 1);
        assertThat(mean(result, "fault.private.p50")).isCloseTo(28_000, within(28.0));
        assertThat(mean(result, "fault.private.part.exit")).isCloseTo(3000, within(1.0));
        assertThat(mean(result, "fault.private.part.lock_wait")).isCloseTo(5000, within(1.0));
        assertThat(mean(result, "fault.private.part.entry")).isCloseTo(7000, within(1.0));
    }

    @Test
    void queuesAreMeasuredTwice() {
        LoadResult result = Jobs.played(Jobs.of(CHURN), 1);
        assertThat(mean(result, "lock.mmu_lock.queue.length")).isGreaterThan(0.01);
        assertThat(mean(result, "lock.slots_lock.queue.length")).isGreaterThan(0.01);
        assertThat(mean(result, LoadResult.LITTLE)).isLessThan(1e-6);
        assertThat(mean(result, "op.notify.count")).isGreaterThan(50);
        assertThat(mean(result, "kick.count")).isPositive();
    }

    @Test
    void theSameSeedIsTheSameRunOnHoweverManyProcessors() {
        Job job = Jobs.of(CHURN);
        Map<String, Double> one = values(
                new Replications(job, 5, 1).play(() -> false, number -> {}).get(2));
        Map<String, Double> two = values(
                new Replications(job, 5, 2).play(() -> false, number -> {}).get(2));
        assertThat(two).isEqualTo(one);
        assertThat(values(new LoadRun(job, 6).play())).isNotEqualTo(one);
    }

    private static Map<String, Double> values(LoadRun.Outcome outcome) {
        return outcome.summary().values();
    }

    /** If these change, the same seed has become another run. */
    @Test
    void aRunIsTheSameInEveryVersionOfJava() {
        LoadRun.Outcome outcome = new LoadRun(Jobs.of(CHURN), 1).play();
        assertThat(new long[] {outcome.steps(), outcome.endNs()}).containsExactly(29_168, 7_393_231);
    }

    /** Whoever is slower than tasks come is late by more and more, from when they were to begin. */
    @Test
    void whoIsLateIsLateFromTheIntendedBeginning() {
        Job job = Jobs.of(
                "td { vcpus = 1, memory = 8MiB }",
                "phases = [{ do = accept, open { rate = 100k/s, arrivals = constant }, for = 10ms }]",
                "replications = 1");
        LoadResult result = Jobs.played(job, 1);
        assertThat(mean(result, "task.max")).isGreaterThan(3e6);
        assertThat(mean(result, "op.accept.max")).isLessThan(1e6);
    }

    /** 10k/s at the beginning, 30k/s at the end: 400 in 20 ms, of which three eighths in the first half. */
    @Test
    void aRampRises() {
        String[] lines = {
            "td { vcpus = 8, memory = 64KiB }",
            "phases = [{ do = touch, open { rate = 10k/s, to = 30k/s, arrivals = constant }, for = 20ms,",
            "  pages = uniform, share = overlap }]",
            "replications = 1",
            "warmup = 0s"
        };
        assertThat(mean(Jobs.played(Jobs.of(lines), 1), "task.count")).isBetween(398.0, 400.0);
        lines[4] = "warmup = 10ms";
        assertThat(mean(Jobs.played(Jobs.of(lines), 1), "task.count")).isBetween(246.0, 254.0);
    }

    @Test
    void whatIsInterruptedIsPartial() {
        Job job = Jobs.of(CHURN);
        assertThat(new Replications(job, 1, 1).play(() -> true, number -> {})).isEmpty();
        LoadResult two = new LoadResult(
                job,
                1,
                new Replications(job, 1, 1).play(() -> false, number -> {}).subList(0, 2));
        assertThat(two.isPartial()).isTrue();
    }
}
