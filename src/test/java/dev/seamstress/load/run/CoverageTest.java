package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.load.job.Job;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a run says it knows to 95 % is true of nine of ten runs and more.
 *
 * <p>Method: 500 runs of a small M/M/1, of five replications each, whose mean time is known.
 */
@Tag("once")
class CoverageTest {
    private static final int RUNS = 500;
    private static final double SERVICE_NS = 100_000;
    private static final double RHO = 0.5;

    @Test
    void ninetyOfAHundredIntervalsCoverTheTruth() {
        Job job = Jobs.of(
                "td { vcpus = 1, memory = 4KiB }",
                "costs { guest { access = { exponential = 100us } } }",
                "phases = [",
                "  { do = accept, closed {}, pages = sequential }",
                "  { do = touch, open { rate = 5k/s }, pages = uniform, share = overlap, for = 110ms }",
                "]",
                "warmup = 10ms",
                "replications = 5");
        double truth = SERVICE_NS / (1 - RHO);
        int covered = 0;
        double widths = 0;
        for (int run = 0; run < RUNS; run++) {
            Estimate estimate = Jobs.played(job, run).estimate("task.mean");
            covered += estimate.covers(truth) ? 1 : 0;
            widths += estimate.halfWidth() / RUNS;
        }
        assertThat(covered).isBetween(450, 495);
        assertThat(widths).as("intervals that say something").isLessThan(truth / 4);
    }
}
