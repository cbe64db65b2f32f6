package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Mix;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.DigestSink;
import dev.seamstress.world.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: a schedule means the same run for ever, on every JDK. Method: a thousand random ones, each replayed, and all
 * their digests against one that was written down; what they tell of the model, the model may change, and then the
 * number with it, but never with the JDK.
 */
class ThousandSchedulesTest {
    private static final int SEEDS = 100;
    private static final int STEPS_MAX = 100_000;
    private static final String WRITTEN_DOWN = "6940570f02a9b3c2";

    private static Schedule run(Scene scene, Strategy strategy, DigestSink digest) {
        Engine engine = new Engine(scene.world().assembly(), false);
        engine.setSink(digest);
        return engine.run(strategy, STEPS_MAX);
    }

    @Test
    void eachReplaysToItsDigestAndAllOfThemToTheOneThatIsWrittenDown() {
        List<Scene> scenes = Scene.ofFiles().stream()
                .filter(scene -> scene.toString().contains("first/"))
                .toList();
        assertThat(scenes).hasSize(10);
        long all = 0;
        for (Scene scene : scenes) {
            for (long seed = 0; seed < SEEDS; seed++) {
                DigestSink walked = new DigestSink();
                Schedule schedule = run(scene, new RandomWalk(seed), walked);
                DigestSink replayed = new DigestSink();
                assertThat(run(scene, new Replay(schedule), replayed)).isEqualTo(schedule);
                assertThat(replayed.digest()).as("%s, seed %d", scene, seed).isEqualTo(walked.digest());
                all = Mix.mix(all, walked.digest());
            }
        }
        assertThat(Long.toHexString(all)).isEqualTo(WRITTEN_DOWN);
    }
}
