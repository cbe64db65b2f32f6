package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.load.job.Job;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Goal: what is told of a run under way is what its summary says, and all that a run gets done counts as done. Method:
 * runs that are over, whose operations, entries and pages are known.
 */
class ProgressTest {
    private static final int PAGES = 16;

    private static Job job(String... more) {
        return Jobs.of(
                "td { vcpus = 1, memory = 64KiB, thp = off }",
                "phases = [{ do = accept, closed {}, pages = sequential }]",
                String.join("\n", more));
    }

    @Test
    void faultsOfAllClassesAreToldSoFar() {
        LoadRun run = new LoadRun(job("tds = 2"), 1);
        Map<String, Double> values = run.play().summary().values();
        assertThat(run.soFar().faults())
                .isEqualTo(values.get("fault.count").longValue())
                .isEqualTo(2 * PAGES);
        assertThat(run.soFar().p99())
                .isBetween(1L, values.get("fault.private.max").longValue());
    }

    @Test
    void operationsEntriesAndClearedPagesAreWhatIsDone() {
        LoadRun mapped = new LoadRun(job(), 1);
        mapped.play();
        int entries = PAGES + 3; // and those of the three tables above
        assertThat(mapped.done()).isEqualTo(PAGES + entries);

        LoadRun destroyed = new LoadRun(job("destroy = reclaim"), 1);
        Map<String, Double> values = destroyed.play().summary().values();
        int cleared = values.get("destroy.pages.count").intValue();
        assertThat(cleared).isEqualTo(entries + 1);
        assertThat(destroyed.done()).isEqualTo(mapped.done() + 1 + entries + cleared);
    }
}
