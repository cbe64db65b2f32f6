package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Mix;
import dev.seamstress.engine.Engine;
import dev.seamstress.engine.Recorder;
import dev.seamstress.sched.CheckRecorder;
import dev.seamstress.sched.CheckedReplay;
import dev.seamstress.sched.Drift;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.trace.DigestSink;
import dev.seamstress.world.Scene;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: what one driver records, both repeat, step by step. Method: a thousand schedules over all scenario files, each
 * recorded by the engine and replayed by both drivers.
 */
class RecordedReplayTest {
    private static final int SCHEDULES = 1_000;
    private static final int STEPS_MAX = 2_000;

    private static SteppedDriver driver;

    @BeforeAll
    static void open() {
        driver = new SteppedDriver();
    }

    @AfterAll
    static void close() {
        driver.close();
    }

    private static Recorder.Recorded record(Scene scene, long seed) {
        return Recorder.record(scene.world().assembly(), new RandomWalk(seed), STEPS_MAX);
    }

    @Test
    void aThousandSchedulesReplayThroughBothDrivers() {
        List<Scene> scenes = Scene.ofFiles();
        for (int i = 0; i < SCHEDULES; i++) {
            Scene scene = scenes.get(i % scenes.size());
            Recorder.Recorded recorded = record(scene, i);
            String name = "seed " + i + " of " + scene;
            assertThat(recorded.checks().size())
                    .as(name)
                    .isEqualTo(recorded.schedule().size());

            DigestSink byEngine = new DigestSink();
            CheckedReplay engineReplay = replay(recorded, byEngine);
            Engine engine = new Engine(scene.world().assembly(), false);
            engine.setSink(byEngine);
            int steps = engine.run(engineReplay, Integer.MAX_VALUE).size();
            assertThat(engineReplay.ended(steps, engine.isQuiet())).as(name).isEmpty();

            DigestSink byPekko = new DigestSink();
            CheckedReplay pekkoReplay = replay(recorded, byPekko);
            RunResult run = driver.run(scene.world().assembly(), pekkoReplay, byPekko, Integer.MAX_VALUE);
            assertThat(ended(pekkoReplay, run)).as(name).isEmpty();

            assertThat(run.schedule()).as(name).isEqualTo(recorded.schedule());
            assertThat(List.of(byEngine.digest(), byPekko.digest())).as(name).containsOnly(recorded.digest());
        }
    }

    private static CheckedReplay replay(Recorder.Recorded recorded, DigestSink told) {
        return new CheckedReplay(recorded.schedule(), recorded.checks(), told::digest);
    }

    private static Optional<Drift> ended(CheckedReplay replay, RunResult run) {
        return replay.ended((int) run.steps(), run.end() == RunResult.End.QUIESCENT);
    }

    @Test
    void bothDriversWriteTheSameChecks() {
        for (Scene scene : Scene.ofFiles()) {
            Recorder.Recorded recorded = record(scene, 7);
            DigestSink told = new DigestSink();
            CheckRecorder checks = new CheckRecorder(new RandomWalk(7), told::digest);
            RunResult run = driver.run(scene.world().assembly(), checks, told, STEPS_MAX);
            assertThat(run.schedule()).as(scene.toString()).isEqualTo(recorded.schedule());
            assertThat(checks.checks()).as(scene.toString()).isEqualTo(recorded.checks());
        }
    }

    /** The numbers are the same on every JDK; a change of the model or of a hash changes them. */
    @Test
    void theFirstCourseIsTheSameEverywhere() {
        long digests = 0;
        for (Scene scene : Scene.ofFiles()) {
            for (long seed = 0; seed < 20 && scene.name().contains("first"); seed++) {
                Recorder.Recorded recorded = record(scene, seed);
                digests =
                        Mix.mix(digests, recorded.digest(), recorded.schedule().size());
            }
        }
        assertThat(digests).isEqualTo(7366698650633512008L);
    }
}
