package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.Warmup;
import dev.seamstress.load.random.Draw;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Goal: {@code warmup = auto} leaves out what is not steady. Method: jobs whose beginning is known to be slow. */
class AutoWarmupTest {
    /** 256 pages are accepted, 30 us each, by whoever touches them first; after that a touch takes 1 us. */
    private static Job job(String length) {
        return Jobs.of(
                "td { vcpus = 2, memory = 1MiB }",
                "costs { guest.access = 1us, module { accept = 30us } }",
                "phases = [{ do = touch, closed { think = 2us }, pages = uniform, share = overlap, for = " + length
                        + " }]",
                "warmup = auto",
                "replications = 2");
    }

    @Test
    void theSlowBeginningIsLeftOut() {
        Job asked = job("200ms");
        assertThat(asked.measure().warmup()).isEqualTo(new Warmup(0, Warmup.Origin.WANTED));
        double biased = Jobs.played(asked, 1).estimate("task.mean").mean();
        Job settled = AutoWarmup.settled(asked, 1, () -> false);
        assertThat(settled.measure().warmup().origin()).isEqualTo(Warmup.Origin.FOUND);
        assertThat(settled.measure().warmupNs()).isBetween(5_000_000L, 60_000_000L);
        assertThat(AutoWarmup.settled(asked, 1, () -> false))
                .usingRecursiveComparison()
                .isEqualTo(settled);
        LoadResult result = Jobs.played(settled, 1);
        assertThat(result.estimate("task.mean").mean()).isCloseTo(1000, within(30.0));
        assertThat(biased).isGreaterThan(1080);
        assertThat(result.estimate("fault.private.count").mean()).isLessThan(5);
    }

    /** Of three runs with random numbers of their own; it is not always the last one. */
    @Test
    void theLatestOfThePilotsCounts() {
        boolean isAnyOther = false;
        for (int seed = 1; seed <= 3; seed++) {
            long[] found = new long[3];
            for (int pilot = 1; pilot <= found.length; pilot++) {
                TaskSeries series = new TaskSeries();
                LoadRun run = new LoadRun(job("60ms"), Draw.seed(seed, -pilot));
                run.listen(series);
                run.play();
                found[pilot - 1] = series.warmupNs();
            }
            long latest = Arrays.stream(found).max().orElseThrow();
            assertThat(AutoWarmup.settled(job("60ms"), seed, () -> false)
                            .measure()
                            .warmupNs())
                    .isEqualTo(latest);
            isAnyOther |= found[2] < latest;
        }
        assertThat(isAnyOther).isTrue();
    }

    /** What comes before the last phase never counts. */
    @Test
    void theLastPhaseAloneIsLookedAt() {
        Job job = Jobs.of(
                "td { vcpus = 1, memory = 1MiB }",
                "costs { guest.access = { exponential = 10us } }",
                "phases = [{ do = accept, closed {}, pages = sequential },",
                "  { do = touch, closed {}, pages = uniform, share = overlap, for = 50ms }]",
                "warmup = auto");
        Job settled = AutoWarmup.settled(job, 1, () -> false);
        LoadResult result = Jobs.played(settled, 1);
        assertThat(settled.measure().warmup().origin()).isEqualTo(Warmup.Origin.FOUND);
        assertThat(result.estimate("op.accept.count").mean()).isLessThanOrEqualTo(1);
        assertThat(result.estimate("op.read.count").mean()).isGreaterThan(2000);
    }

    /** A boot that is over when everything is accepted has no steady state. */
    @Test
    void whatIsTooShortIsSaidToBeSo() {
        Warmup warmup = AutoWarmup.settled(job("3ms"), 1, () -> false).measure().warmup();
        assertThat(warmup.origin()).isEqualTo(Warmup.Origin.NOT_STEADY);
        assertThat(warmup.ns()).isBetween(1_000_000L, 2_000_000L);
        Job given = Jobs.of("td { vcpus = 1, memory = 1MiB }", "phases = [{ do = accept, closed {} }]", "warmup = 1us");
        assertThat(AutoWarmup.settled(given, 1, () -> false)).isSameAs(given);
        assertThat(given.measure().warmup()).isEqualTo(new Warmup(1000, Warmup.Origin.GIVEN));
    }
}
