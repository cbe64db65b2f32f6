package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Goal: numbers of two TDs become those of both. Method: by hand. */
class TogetherTest {
    private static Summary of(long time, int times, double utilisation, double longest) {
        TreeMap<String, Double> values = new TreeMap<>();
        Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(time, times);
        values.put("op.accept.count", (double) times);
        values.put("op.accept.rate", 10.0 * times);
        values.put("op.accept.mean", times == 0 ? 0.0 : time);
        values.put("op.accept.min", times == 0 ? 0.0 : time);
        values.put("op.accept.p50", times == 0 ? 0.0 : time);
        values.put("op.accept.p99", times == 0 ? 0.0 : time);
        values.put("op.accept.max", times == 0 ? 0.0 : time);
        values.put("op.accept.part.exit", times == 0 ? 0.0 : time / 2.0);
        values.put("op.accept.failed", 1.0);
        values.put("lock.mmu_lock.read.utilisation", utilisation);
        values.put("lock.mmu_lock.queue.max", longest);
        values.put("zero_step.max_streak", longest);
        values.put("module.epoch.count", (double) times);
        values.put("module.epoch.hold.mean", times == 0 ? 0.0 : time);
        values.put("module.tree.refusals", 3.0);
        values.put("actor.mmu.rate", 10.0 * times);
        values.put("actor.mmu.wait.mean", times == 0 ? 0.0 : time);
        values.put("op.destroy.count", times == 0 ? 0.0 : 1.0);
        values.put("destroy.page.mean", times == 0 ? 0.0 : time);
        TreeMap<String, Histogram> histograms = new TreeMap<>();
        histograms.put("op.accept", histogram);
        TreeMap<String, Long> causes = new TreeMap<>();
        causes.put("one refused by another", (long) times);
        return new Summary(values, histograms, causes);
    }

    @Test
    void countsAddUpAndTimesAreOfAll() {
        Summary both = Together.of(List.of(of(100, 3, 0.2, 5), of(900, 1, 0.4, 2)));
        assertThat(both.values())
                .containsEntry("op.accept.count", 4.0)
                .containsEntry("op.accept.rate", 40.0)
                .containsEntry("op.accept.mean", 300.0)
                .containsEntry("op.accept.part.exit", 150.0)
                .containsEntry("op.accept.min", 100.0)
                .containsEntry("op.accept.p50", 100.0)
                .containsEntry("op.accept.p99", 900.0)
                .containsEntry("op.accept.max", 900.0)
                .containsEntry("op.accept.failed", 2.0)
                .containsEntry("lock.mmu_lock.queue.max", 5.0)
                .containsEntry("module.epoch.hold.mean", 300.0)
                .containsEntry("module.tree.refusals", 6.0)
                .containsEntry("actor.mmu.wait.mean", 300.0)
                .containsEntry("destroy.page.mean", 500.0)
                .containsEntry("zero_step.max_streak", 5.0);
        assertThat(both.values().get("lock.mmu_lock.read.utilisation")).isCloseTo(0.3, within(1e-12));
        assertThat(both.histograms().get("op.accept").getTotalCount()).isEqualTo(4);
        assertThat(both.causes()).containsEntry("one refused by another", 4L);
    }

    @Test
    void whatDidNotHappenInOneTdDoesNotCount() {
        Summary both = Together.of(List.of(of(0, 0, 0, 0), of(900, 2, 0, 0)));
        assertThat(both.values())
                .containsEntry("op.accept.mean", 900.0)
                .containsEntry("op.accept.min", 900.0)
                .containsEntry("op.accept.p50", 900.0)
                .containsEntry("module.epoch.hold.mean", 900.0)
                .containsEntry("destroy.page.mean", 900.0);
        Summary none = Together.of(List.of(of(0, 0, 0, 0), of(0, 0, 0, 0)));
        assertThat(none.values()).containsEntry("op.accept.mean", 0.0).containsEntry("op.accept.p99", 0.0);
    }
}
