package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.metrics.Percentiles;
import dev.seamstress.load.metrics.Recorded;
import dev.seamstress.load.metrics.Series;
import dev.seamstress.load.metrics.SlowFault;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: what is shown over time of several TDs is that of all, and of each. Method: over all windows it adds up to what
 * the numbers of the whole run say.
 */
class SeveralTdsOverTimeTest {
    private static final int TDS = 3;

    private static LoadRun.Outcome run;
    private static Recorded recorded;

    @BeforeAll
    static void play() {
        run = new LoadRun(
                        Jobs.of(
                                "tds = " + TDS,
                                "td { vcpus = 2, memory = 1MiB }",
                                "phases = [{ do = accept, closed { think = { exponential = 50us } } }]",
                                "destroy = live"),
                        5)
                .play();
        recorded = run.recorded();
    }

    private static double metric(String name) {
        return run.summary().values().get(name);
    }

    private static double counted(Recorded of, String name) {
        Percentiles found = of.percentiles().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Arrays.stream(found.rows(of.width())).mapToDouble(row -> row[0]).sum();
    }

    private static double[] values(Recorded of, String name) {
        return of.series().stream()
                .filter(each -> each.name().equals(name))
                .map(each -> each.values(of.width()))
                .findFirst()
                .orElseThrow();
    }

    /** Of a level, or how often it happened; windows are equally wide but the last. */
    private static double whole(Recorded of, String name) {
        double[] values = values(of, name);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * Math.min(of.width(), of.end() - of.origin() - i * of.width());
        }
        return sum / (of.end() - of.origin());
    }

    /** As many tasks come to one as another seed would bring; to the first as many as if it were alone. */
    @Test
    void noTdDoesWhatAnotherOneDoes() {
        List<Double> tasks =
                arrivals(3).tds().stream().map(td -> counted(td, "task")).toList();
        assertThat(tasks).doesNotHaveDuplicates();
        assertThat(tasks.get(0)).isEqualTo(counted(arrivals(1), "task"));
    }

    private static Recorded arrivals(int tds) {
        return new LoadRun(
                        Jobs.of(
                                "tds = " + tds,
                                "td { vcpus = 2, memory = 16KiB }",
                                "phases = [{ do = touch, open { rate = 20k/s }, pages = uniform, for = 20ms }]"),
                        5)
                .play()
                .recorded();
    }

    @Test
    void timesAreOfAllTdsAndOfEach() {
        assertThat(recorded.tds()).hasSize(TDS);
        for (String name : List.of("op.accept", "fault.private", "op.destroy")) {
            double all = metric(name + ".count");
            assertThat(counted(recorded, name)).as(name).isEqualTo(all);
            assertThat(recorded.tds())
                    .allSatisfy(td -> assertThat(counted(td, name)).as(name).isEqualTo(all / TDS));
        }
    }

    @Test
    void levelsAreOfAnAverageTd() {
        for (String name : List.of("lock.mmu_lock.read.utilisation", "actor.tdx.calls", "module.tdr.utilisation")) {
            double all = metric(name);
            assertThat(whole(recorded, name)).as(name).isCloseTo(all, within(1e-3 * all));
            double each = recorded.tds().stream()
                    .mapToDouble(td -> whole(td, name))
                    .average()
                    .orElseThrow();
            assertThat(each).as(name).isCloseTo(all, within(1e-3 * all));
        }
        assertThat(values(recorded.tds().get(0), "actor.tdx.calls"))
                .isNotEqualTo(values(recorded.tds().get(1), "actor.tdx.calls"));
    }

    @Test
    void whatAllShareIsThereOnce() {
        double held = metric("lock.tdx_lock.write.utilisation");
        assertThat(held).isPositive();
        assertThat(whole(recorded, "lock.tdx_lock.write.utilisation")).isCloseTo(held, within(1e-3 * held));
        assertThat(whole(recorded, "lock.tdx_lock.queue.length"))
                .isCloseTo(metric("lock.tdx_lock.queue.length"), within(1e-3));
        assertThat(recorded.tds().get(0).series())
                .extracting(Series::name)
                .noneMatch(name -> name.contains("tdx_lock"));
    }

    /** With many TDs a result is no larger than it must be. */
    @Test
    void aTdHasFewWindows() {
        assertThat(recorded.tds())
                .allSatisfy(td -> assertThat(td.series())
                        .allSatisfy(each ->
                                assertThat(each.values(td.width()).length).isBetween(16, 32)));
    }

    @Test
    void theSlowestFaultsAreThoseOfAnyTd() {
        assertThat(recorded.slowest()).hasSize(10).extracting(SlowFault::td).contains(0, 1, 2);
        assertThat(recorded.slowest().get(0).ns()).isGreaterThanOrEqualTo((long) (metric("fault.private.max") * 0.999));
    }
}
