package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.engine.Engine;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.words.ColumnState;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.MoreScenes;
import dev.seamstress.world.RaceGenerator;
import dev.seamstress.world.ScenarioGenerator;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import dev.seamstress.world.WorldView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: engine and Pekko are two drivers of the real model, and every run comes to its end. Method: the contract of all
 * drivers over scenarios, those of the files and generated ones.
 */
class ScenarioBridgeTest {
    private static final int STEPS_MAX = 100_000;
    private static final int ENDLESS_STEPS_MAX = 1_000;

    /** All files, twenty seeds each. */
    @Nested
    class Files extends Bridge {
        Files() {
            super(Scene.ofFiles(), 20);
        }
    }

    /** All files under the other kernels that they name, old ones and such with planted bugs. */
    @Nested
    @Tag("once")
    class OtherKernels extends Bridge {
        OtherKernels() {
            super(Scene.ofOtherTargets(), 6);
        }
    }

    /** The scenarios that reach what the files leave out. */
    @Nested
    class More extends Bridge {
        More() {
            super(MoreScenes.all(), 20);
        }
    }

    /** Three scenarios for each of thirty seeds, each run under four. */
    @Nested
    @Tag("once")
    class Generated extends Bridge {
        Generated() {
            super(generated(), 4);
        }

        private static List<Scene> generated() {
            List<Scene> scenes = new ArrayList<>();
            for (int i = 0; i < 90; i++) {
                scenes.add(ScenarioGenerator.scene(i / 3, i % 3));
            }
            return scenes;
        }
    }

    /** Three races of four vCPUs, userspace and the host for each of thirty seeds, each run under three. */
    @Nested
    @Tag("once")
    class GeneratedRaces extends Bridge {
        GeneratedRaces() {
            super(races(), 3);
        }

        private static List<Scene> races() {
            List<Scene> scenes = new ArrayList<>();
            for (int i = 0; i < 90; i++) {
                scenes.add(RaceGenerator.scene(i / 3, i % 3));
            }
            return scenes;
        }
    }

    abstract static class Bridge extends DriverParityContract {
        private final List<Scene> scenes;
        private final int seedsEach;

        Bridge(List<Scene> scenes, int seedsEach) {
            this.scenes = scenes;
            this.seedsEach = seedsEach;
        }

        private Scene scene(long seed) {
            return scenes.get((int) (seed % scenes.size()));
        }

        @Override
        protected int seeds() {
            return seedsEach * scenes.size();
        }

        @Override
        protected Assembly assembly() {
            return assembly(0);
        }

        @Override
        protected Assembly assembly(long seed) {
            return scene(seed).world().assembly();
        }

        @Override
        protected int stepsMax(long seed) {
            return scene(seed).isEnding() ? STEPS_MAX : ENDLESS_STEPS_MAX;
        }

        @Override
        protected String describe(long seed) {
            return "seed " + seed + " of " + scene(seed);
        }

        @Override
        protected Schedule reference(Assembly assembly, Strategy strategy, TraceSink sink, int stepsMax) {
            Engine engine = new Engine(assembly, false);
            engine.setSink(sink);
            Schedule schedule = engine.run(strategy, stepsMax);
            engine.crash().ifPresent(crash -> {
                throw new AssertionError(crash.toString(), crash.error());
            });
            return schedule;
        }

        @Test
        void everyRunEnds() {
            for (long seed = 0; seed < seeds(); seed++) {
                if (!scene(seed).isEnding()) {
                    continue;
                }
                World world = scene(seed).world();
                Engine engine = new Engine(world.assembly(), false);
                engine.run(new RandomWalk(seed), STEPS_MAX);
                assertThat(engine.crash()).as(describe(seed)).isEmpty();
                assertThat(engine.isQuiet()).as("end of %s", describe(seed)).isTrue();
                WorldView view = world.view(engine.memory());
                assertThat(world.scenario().columns())
                        .extracting(ColumnScript::id)
                        .as("columns of %s", describe(seed))
                        .noneMatch(column -> view.column(column) == ColumnState.RUNNING);
            }
        }
    }
}
