package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.TraceSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Goal: another driver and stepped Pekko are the same driver. Method: seeds run through the other, their schedules and
 * the seeds themselves run through Pekko, and everything told is compared; then the same with a shell that is wrong,
 * which must be found out.
 *
 * <p>Subclasses say which driver and which assemblies, one of them at least with steps that send twice.
 */
@Timeout(120)
abstract class DriverParityContract {
    private static final int STEPS_MAX = 100_000;

    /** The assembly in its first state; the same each time. */
    protected abstract Assembly assembly();

    /** The assembly that {@code seed} runs; the same each time. */
    protected Assembly assembly(long seed) {
        return assembly();
    }

    /** What failures say of a seed. */
    protected String describe(long seed) {
        return "seed " + seed;
    }

    /** Runs {@code assembly} through the other driver and returns the choices made. */
    protected abstract Schedule reference(Assembly assembly, Strategy strategy, TraceSink sink, int stepsMax);

    /** Where the run of {@code seed} is cut. */
    protected int stepsMax(long seed) {
        return STEPS_MAX;
    }

    /** How many seeds run. */
    protected int seeds() {
        return 50;
    }

    @Test
    void aRecordedScheduleReplaysToTheSameDigest() {
        try (SteppedDriver driver = new SteppedDriver()) {
            for (long seed = 0; seed < seeds(); seed++) {
                FullDigest expected = new FullDigest();
                Schedule schedule = reference(assembly(seed), new RandomWalk(seed), expected, stepsMax(seed));
                FullDigest told = new FullDigest();
                RunResult result = driver.run(assembly(seed), new Replay(schedule), told, stepsMax(seed));
                assertThat(result.crash()).as(describe(seed)).isNull();
                assertThat(result.schedule()).as(describe(seed)).isEqualTo(schedule);
                assertThat(told.digest()).as("digest of %s", describe(seed)).isEqualTo(expected.digest());
            }
        }
    }

    @Test
    void aSeedMeansTheSameRun() {
        try (SteppedDriver driver = new SteppedDriver()) {
            for (long seed = 0; seed < seeds(); seed++) {
                FullDigest expected = new FullDigest();
                Schedule schedule = reference(assembly(seed), new RandomWalk(seed), expected, stepsMax(seed));
                FullDigest told = new FullDigest();
                RunResult result = driver.run(assembly(seed), new RandomWalk(seed), told, stepsMax(seed));
                assertThat(result.schedule()).as(describe(seed)).isEqualTo(schedule);
                assertThat(told.digest()).as("digest of %s", describe(seed)).isEqualTo(expected.digest());
            }
        }
    }

    @Test
    void aShellThatSwapsTwoSendsIsFound() {
        int found = 0;
        try (SteppedDriver wrong = new SteppedDriver(SwappingShell::new)) {
            for (long seed = 0; seed < seeds() && found == 0; seed++) {
                FullDigest expected = new FullDigest();
                Schedule schedule = reference(assembly(seed), new RandomWalk(seed), expected, stepsMax(seed));
                found += differs(wrong, seed, schedule, expected.digest()) ? 1 : 0;
            }
        }
        assertThat(found).as("runs in which the swap was found").isPositive();
    }

    private boolean differs(SteppedDriver wrong, long seed, Schedule schedule, long expected) {
        FullDigest told = new FullDigest();
        try {
            wrong.run(assembly(seed), new Replay(schedule), told, stepsMax(seed));
        } catch (Replay.Drift drift) {
            return true;
        }
        return told.digest() != expected;
    }
}
