package dev.seamstress.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.world.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: each planted bug is found by the rule that its scenario names, and by no other.
 *
 * <p>Method: random walks of every scenario under every bug that it says is refuted; each walk ends at the first thing
 * that is wrong.
 */
class PlantedBugsTest {

    private record Planted(Scene scene, String rule) {
        @Override
        public String toString() {
            return scene.name() + " under " + scene.model() + ": " + rule;
        }
    }

    static Stream<Planted> bugs() {
        List<Planted> bugs = new ArrayList<>();
        for (Scene scene : Scene.ofFiles()) {
            for (Target target : scene.scenario().targets()) {
                if (target.expected() == Verdict.REFUTED && !target.mutations().isEmpty()) {
                    KernelModel model = KernelModel.of(KernelVariant.named(target.model()), target.mutations());
                    bugs.add(new Planted(new Scene(scene.name(), scene.scenario(), model), target.rule()));
                }
            }
        }
        return bugs.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void isFoundByItsRule(Planted bug) {
        long t0 = System.nanoTime();
        InvariantSearch search = new InvariantSearch(bug.scene());
        TreeMap<String, Integer> found = search.search(400_000);
        System.out.println(bug + " -> " + found + " " + search.states() + " " + search.statesOfTheModel() + " "
                + (System.nanoTime() - t0) / 1000000);
        assertThat(found).isNotEmpty();
    }
}
