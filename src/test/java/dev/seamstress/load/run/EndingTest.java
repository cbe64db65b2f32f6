package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.load.job.Job;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a TD can be destroyed whatever its host is in the middle of. Method: a memslot that is gone for much of the
 * time, and is what a vCPU waits for when the last phase ends.
 */
class EndingTest {
    /** Many more than such a run has. */
    private static final int LOOKS = 40;

    private int looks;

    @ParameterizedTest
    @ValueSource(strings = {"live", "reclaim"})
    void whoWaitsForAMemslotGetsItBackBeforeTheEnd(String how) {
        Job job = Jobs.of(
                "td { vcpus = 4, memory = 256KiB }",
                "phases = [{ do = touch, closed {}, pages = uniform, share = overlap, unit = 16KiB, for = 1ms }]",
                "background = [{ do = delslot, size = 128KiB, every = 30us }",
                "  { do = delslot, size = 64KiB, every = 50us, arrivals = poisson }]",
                "destroy = " + how);
        for (int seed = 1; seed <= 10; seed++) {
            looks = 0;
            LoadRun.Outcome outcome = new LoadRun(job, seed).play(share -> looks++ < LOOKS);
            assertThat(outcome).as("the run of seed %s ends", seed).isNotNull();
            assertThat(outcome.summary().values().get("op.destroy.count")).isOne();
            assertThat(outcome.isDead()).isFalse();
        }
    }
}
