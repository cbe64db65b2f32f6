package dev.seamstress.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.world.MoreScenes;
import dev.seamstress.world.RaceGenerator;
import dev.seamstress.world.ScenarioGenerator;
import dev.seamstress.world.Scene;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Goal: the model keeps its own rules. Method: every scenario that can run, and generated ones, with many seeds. */
@Tag("once")
class NoOffenceTest {
    private static final int SEEDS = 10;

    @Test
    void noScenarioBreaksARule() {
        List<Scene> scenes = new ArrayList<>(Scene.ofFiles());
        scenes.addAll(MoreScenes.all());
        scenes.removeIf(NoOffenceTest::isExpectedToBreakOne);
        for (Scene scene : scenes) {
            for (long seed = 0; seed < SEEDS; seed++) {
                keepsTheRules(scene, seed);
            }
        }
    }

    /** A kernel as it is may have a bug: what its file says is refuted by an invariant. */
    private static boolean isExpectedToBreakOne(Scene scene) {
        Target target = scene.target();
        return target.rule() != null && target.rule().matches("[VI][0-9]+|LOCK|UAF");
    }

    @Test
    void noGeneratedScenarioBreaksARule() {
        for (int i = 0; i < 300; i++) {
            Scene scene = ScenarioGenerator.scene(i / 3, i % 3);
            for (long seed = 0; seed < 5; seed++) {
                keepsTheRules(scene, seed);
            }
        }
    }

    /** Four vCPUs with userspace and the host beside them; only a call that fails for good, or the seed, has a bug. */
    @Test
    void noGeneratedRaceBreaksARule() {
        for (int i = 0; i < 450; i++) {
            Scene scene = RaceGenerator.scene(i / 3, i % 3);
            boolean canBug = scene.name().contains("error aug")
                    || scene.name().contains("interrupted aug")
                    || scene.model().variant() == KernelVariant.SEED_2024;
            for (long seed = 0; seed < 4; seed++) {
                keepsTheRules(scene, seed);
                String trouble = new Rig(scene).firstTrouble(seed);
                if (!(canBug && trouble.equals("bug_on"))) {
                    assertThat(trouble).as("seed %s of %s", seed, scene).isEqualTo(Rig.NO_TROUBLE);
                }
            }
        }
    }

    private static void keepsTheRules(Scene scene, long seed) {
        try {
            new Rig(scene).toTheEnd(seed);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + " of " + scene + ": " + e.getMessage(), e);
        }
        assertThat(seed).isNotNegative();
    }
}
