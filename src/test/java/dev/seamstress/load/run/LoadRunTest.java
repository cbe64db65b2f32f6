package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.job.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    void theTimeOfEverythingIsTheSumOfItsParts() {
        LoadResult result = Jobs.played(Jobs.of(CHURN), 1);
        assertThat(mean(result, "fault.private.count")).isGreaterThan(100);
        assertThat(mean(result, "fault.shared.count")).isGreaterThan(100);
        Map<String, Double> sums = new TreeMap<>();
        for (String name : LoadResult.names()) {
            int part = name.indexOf(".part.");
            if (part >= 0 && mean(result, name.substring(0, part) + ".count") > 0) {
                sums.merge(name.substring(0, part), mean(result, name), Double::sum);
            }
        }
        assertThat(sums).containsKeys("fault.private", "op.accept", "op.to_shared", "zap.notifier");
        sums.forEach((what, sum) -> assertThat(sum).as(what).isCloseTo(mean(result, what + ".mean"), within(0.01)));
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
        assertThat(new long[] {outcome.steps(), outcome.endNs()}).containsExactly(26_873, 7_382_878);
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

    /** In 20 ms: 10k/s, but 50k/s for 4 ms in the middle; and 10k/s, 20k/s, 30k/s, 40k/s, for 5 ms each. */
    @Test
    void aPeakComesAndGoesAndStairsGoUp() {
        String[] lines = {
            "td { vcpus = 8, memory = 64KiB }",
            "phases = [{ do = touch, open { rate = 10k/s, to = 50k/s, peak = 4ms, arrivals = constant }, for = 20ms,",
            "  pages = uniform, share = overlap }]",
            "replications = 1",
            "warmup = 0s"
        };
        assertThat(mean(Jobs.played(Jobs.of(lines), 1), "task.count")).isBetween(358.0, 360.0);
        lines[4] = "warmup = 12ms";
        assertThat(mean(Jobs.played(Jobs.of(lines), 1), "task.count")).isBetween(78.0, 82.0);
        lines[1] = lines[1].replace("to = 50k/s, peak = 4ms", "to = 40k/s, steps = 4");
        lines[4] = "warmup = 10ms";
        assertThat(mean(Jobs.played(Jobs.of(lines), 1), "task.count")).isBetween(346.0, 354.0);
        lines[4] = "warmup = 15ms";
        assertThat(mean(Jobs.played(Jobs.of(lines), 1), "task.count")).isBetween(196.0, 204.0);
    }

    /** The first tenth of memory is a slot that is deleted again and again. */
    @Test
    void aMemslotThatIsDeletedIsLostAndAcceptedAgain() {
        Job job = Jobs.of(
                "td { vcpus = 4, memory = 640KiB }",
                "phases = [{ do = touch, closed {}, pages = uniform, share = overlap, unit = 64KiB, for = 20ms }]",
                "background = [{ do = delslot, size = 64KiB, every = 1ms }]",
                "replications = 1");
        LoadResult result = Jobs.played(job, 1);
        double deleted = mean(result, "op.delete_slot.count");
        assertThat(deleted).isBetween(10.0, 20.0);
        assertThat(mean(result, "op.create_slot.count")).isBetween(deleted - 1, deleted);
        assertThat(mean(result, "op.delete_slot.failed") + mean(result, "op.create_slot.failed"))
                .isZero();
        assertThat(mean(result, "fault.private.count")).isGreaterThan(160 + 8 * deleted);
        assertThat(mean(result, "op.read.failed")).as("a #VE each").isGreaterThan(8 * deleted);
        assertThat(mean(result, "retry.invalid.count")).isPositive();
        assertThat(mean(result, LoadResult.LITTLE)).isLessThan(1e-6);
    }

    /** Memslots, conversions and notifiers at once: each has its own part, and slots_lock orders them. */
    @Test
    void memslotsGoBesideConversionsAndNotifiers() {
        Job job = Jobs.of(
                "td { vcpus = 4, memory = 1MiB, pool = 64KiB }",
                "phases = [{ do = churn, closed {}, unit = 16KiB, for = 10ms }]",
                "background = [{ do = delslot, size = 64KiB, every = 500us }",
                "  { do = prefault, size = 64KiB, every = 200us }",
                "  { do = notify, size = 64KiB, every = 300us }, { do = delslot, size = 32KiB, every = 700us }]",
                "replications = 1");
        LoadResult result = Jobs.played(job, 1);
        assertThat(mean(result, "op.delete_slot.count")).isGreaterThan(20);
        assertThat(mean(result, "op.prefault.count")).isGreaterThan(20);
        assertThat(mean(result, "op.to_private.count")).isGreaterThan(20);
        assertThat(mean(result, "op.to_private.failed")).isZero();
        assertThat(mean(result, "lock.slots_lock.write.wait.max")).isGreaterThan(1000);
        assertThat(result.isDead()).isFalse();
    }

    @Test
    void whatIsPrefaultedMakesNoFault() {
        String[] lines = {
            "td { vcpus = 2, memory = 2MiB }",
            "phases = [{ do = accept, open { rate = 20k/s, arrivals = constant } }]",
            "background = [{ do = prefault, size = 2MiB, every = 1us }]",
            "replications = 1"
        };
        LoadResult result = Jobs.played(Jobs.of(lines), 1);
        assertThat(mean(result, "op.accept.count")).isEqualTo(512);
        assertThat(mean(result, "fault.private.count")).isLessThan(64);
        assertThat(mean(result, "op.prefault.failed")).isZero();
        assertThat(mean(result, "lock.mmu_lock.read.hold.count")).isGreaterThan(512);
        lines[2] = "";
        assertThat(mean(Jobs.played(Jobs.of(lines), 1), "fault.private.count")).isEqualTo(512);
    }

    /** Nine of ten touches are in the first tenth of memory. */
    @Test
    void zonesAreTouchedAsOftenAsTheySay() {
        Job job = Jobs.of(
                "td { vcpus = 1, memory = 4000KiB }",
                "phases = [{ do = accept, closed {}, pages = \"zoned:90/10:10/90\", for = 60ms }]",
                "replications = 1");
        LoadResult result = Jobs.played(job, 1);
        double all = mean(result, "op.accept.count");
        double hot = 100;
        double cold = 900 * (1 - Math.exp(-all / 10 / 900));
        assertThat(all).isGreaterThan(5000);
        assertThat(mean(result, "fault.private.count")).isCloseTo(hot + cold, within(0.06 * (hot + cold)));
    }

    /** The TDR is held by who is in the guest: not by more than there are. */
    @Test
    void noMoreVcpusAreInTheGuestThanThereAre() {
        assertThat(mean(Jobs.played(Jobs.of(CHURN), 1), "module.tdr.holders")).isBetween(0.5, 4.0);
    }

    private static LoadResult destroyed(String how) {
        return Jobs.played(
                Jobs.of(
                        "td { vcpus = 3, memory = 4MiB, pool = 64KiB }",
                        "phases = [{ do = accept, closed {}, pages = sequential }",
                        "  { do = churn, closed { think = 30us }, vcpus = 2, unit = 16KiB, for = 1ms }]",
                        "background = [{ do = prefault, size = 16KiB, every = 1ms }",
                        "  { do = delslot, size = 64KiB, every = 10s }]",
                        "costs.module { page-remove = 2us, page-wbinvd = 3us, page-reclaim = 2us, cache-wb = 5ms,",
                        "  range-block = 2us, track = 1us, life-cycle = 1us }",
                        "costs.kernel { clear = 1us, zap = 500ns, walk = 0ns }",
                        "destroy = " + how,
                        "replications = 1"),
                1);
    }

    /** Of a page BLOCK, TRACK, REMOVE, WBINVD, its entry and a clear: 9.5 us; the tables and the TDR have no entry. */
    @Test
    void aTdIsDestroyedPageByPageAndThenByItsKey() {
        LoadResult result = destroyed("live");
        assertThat(mean(result, "op.destroy.count")).isEqualTo(1);
        assertThat(mean(result, "op.destroy.failed")).isZero();
        double tables = mean(result, "destroy.pages.count") - 1024;
        assertThat(tables).isBetween(-30.0, 8.0);
        assertThat(mean(result, "destroy.with_key.mean")).isBetween(9500 * (1008.0 - 32), 9500 * 1026.0);
        assertThat(mean(result, "destroy.key.mean")).isBetween(5e6, 5.1e6);
        assertThat(mean(result, "destroy.without_key.mean")).isLessThan(1e5);
        double parts = mean(result, "destroy.with_key.mean")
                + mean(result, "destroy.key.mean")
                + mean(result, "destroy.without_key.mean");
        assertThat(parts).isCloseTo(mean(result, "op.destroy.mean"), within(1.0));
        assertThat(result.isDead()).isFalse();
    }

    /** Of a page RECLAIM, its entry and a clear: 3.5 us. */
    @Test
    void aTdThatLosesItsKeyFirstIsReclaimed() {
        LoadResult result = destroyed("reclaim");
        assertThat(mean(result, "op.destroy.failed")).isZero();
        assertThat(mean(result, "destroy.with_key.mean")).isLessThan(100);
        assertThat(mean(result, "destroy.key.mean")).isBetween(5e6, 5.1e6);
        assertThat(mean(result, "destroy.pages.count")).isBetween(990.0, 1040.0);
        assertThat(mean(result, "destroy.page.mean")).isCloseTo(3500, within(50.0));
        assertThat(mean(result, "kick.count")).as("nobody is in the guest").isLessThan(200);
        assertThat(result.isDead()).isFalse();
    }

    private static LoadResult several(int tds, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "td { vcpus = 2, memory = 2MiB }",
                "phases = [{ do = accept, closed {}, pages = sequential }]",
                "replications = 1",
                "tds = " + tds));
        lines.addAll(List.of(more));
        return Jobs.played(Jobs.of(lines.toArray(String[]::new)), 1);
    }

    /** They share nothing that one could meet, so three do three times as much. */
    @Test
    void severalTdsRunAsIfEachWereAlone() {
        LoadResult one = several(1);
        LoadResult three = several(3);
        assertThat(mean(three, "fault.private.count")).isEqualTo(1536);
        assertThat(mean(three, "fault.private.p50"))
                .isCloseTo(mean(one, "fault.private.p50"), within(0.03 * mean(one, "fault.private.p50")));
        assertThat(mean(three, "op.accept.rate"))
                .isCloseTo(3 * mean(one, "op.accept.rate"), within(0.1 * mean(one, "op.accept.rate")));
        assertThat(mean(three, "run.time")).isGreaterThanOrEqualTo(mean(one, "run.time"));
        assertThat(mean(three, "busy.share")).isLessThan(0.01);
        assertThat(mean(three, "lock.tdx_lock.write.hold.count")).isZero();
    }

    /** With 5 ms to write caches back each, the last of four waits for three. */
    @Test
    void tdsLoseTheirKeysOneAfterTheOther() {
        String costs = "costs.module { cache-wb = 5ms }";
        LoadResult four = several(4, "destroy = reclaim", costs);
        assertThat(mean(four, "op.destroy.count")).isEqualTo(4);
        assertThat(mean(four, "op.destroy.failed")).isZero();
        assertThat(mean(four, "lock.tdx_lock.write.hold.count")).isEqualTo(4);
        assertThat(mean(four, "lock.tdx_lock.write.hold.mean")).isBetween(5e6, 5.1e6);
        assertThat(mean(four, "lock.tdx_lock.write.wait.max")).isBetween(14e6, 15.2e6);
        assertThat(mean(four, "lock.tdx_lock.queue.max")).isEqualTo(3);
        assertThat(mean(four, "lock.tdx_lock.queue.length")).isPositive();
        assertThat(mean(four, "lock.tdx_lock.queue.little")).isLessThan(1e-6);
        assertThat(mean(four, "destroy.key.mean")).isBetween(11e6, 12.7e6);
        LoadResult one = several(1, "destroy = reclaim", costs);
        assertThat(mean(one, "destroy.key.mean")).isBetween(5e6, 5.1e6);
        assertThat(mean(one, "lock.tdx_lock.write.hold.count")).isZero();
    }

    /** A TD that has come to its end waits for the others, and what its host does stops. */
    @Test
    void severalTdsOfEveryKindGoTogether() {
        LoadResult result = several(
                3,
                "background = [{ do = delslot, size = 64KiB, every = 300us }",
                "  { do = prefault, size = 64KiB, every = 1ms }",
                "  { do = notify, size = 64KiB, every = 200us }]",
                "destroy = live");
        assertThat(mean(result, "op.destroy.count")).isEqualTo(3);
        assertThat(mean(result, "op.notify.count")).isGreaterThan(30);
        assertThat(mean(result, "op.prefault.count")).isGreaterThan(5);
        assertThat(mean(result, LoadResult.LITTLE)).isLessThan(1e-6);
        assertThat(result.isDead()).isFalse();
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
