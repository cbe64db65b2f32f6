package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.engine.Engine;
import dev.seamstress.engine.KnownSteps;
import dev.seamstress.world.MoreScenes;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what is known of a step is what it does, in every scenario that is shipped: where it leads, whether it ends an
 * operation, and that it breaks nothing.
 */
@Tag("once")
class KnownStepsExploreTest {
    private static final int STATES = 2_500;

    /** The search makes each step, as if nothing were known, and compares. */
    private static final class Comparing {
        private final Judge judge;
        private final Engine engine;
        private final KnownSteps known;
        private final StateTable seen = new StateTable();
        private int compared;

        Comparing(Judge judge) {
            this.judge = judge;
            this.engine = judge.engine();
            this.known = judge.knownSteps();
        }

        void search() {
            Deque<int[]> path = new ArrayDeque<>();
            see(engine.fingerprint());
            path.push(new int[] {engine.mark(), 0});
            while (!path.isEmpty() && seen.size() < STATES) {
                int[] top = path.peek();
                int channel = engine.nextChannel(top[1]);
                if (channel < 0) {
                    engine.undo(path.pop()[0]);
                    continue;
                }
                top[1] = channel + 1;
                int mark = engine.mark();
                if (make(channel)) {
                    path.push(new int[] {mark, 0});
                } else {
                    engine.undo(mark);
                }
            }
        }

        /** True if the state is new and right. */
        private boolean make(int channel) {
            int step = known.find(channel);
            long foreseen = step == KnownSteps.NONE ? 0 : known.fingerprintAfter(step);
            known.begin(channel);
            judge.step(channel);
            Rule broken = judge.brokenByStep();
            if (broken == null) {
                known.learn(judge.isProgress());
            } else {
                known.forget();
            }
            if (step != KnownSteps.NONE) {
                compared++;
                assertThat(broken).isNull();
                assertThat(foreseen).isEqualTo(engine.fingerprint());
                assertThat(known.isProgress(step)).isEqualTo(judge.isProgress());
            }
            return broken == null && see(engine.fingerprint()) && judge.brokenByState() == null;
        }

        private boolean see(long fingerprint) {
            int place = seen.find(fingerprint);
            if (place < 0) {
                seen.add(place, fingerprint, 0);
            }
            return place < 0;
        }
    }

    static Stream<Scene> scenes() {
        return Stream.of(
                        Scene.ofFiles(),
                        Scene.ofOtherTargets(),
                        MoreScenes.all(),
                        SymmetricScenes.alone(),
                        SymmetricScenes.besideKickers())
                .flatMap(List::stream)
                .filter(scene -> !scene.isAsUnderTheNewest());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void whatIsKnownIsWhatHappens(Scene scene) {
        new Comparing(Judge.of(scene.world())).search();
        World world = scene.world();
        if (world.symmetry().blocks().isPresent()) {
            new Comparing(Judge.merging(world)).search();
        }
    }

    @Test
    void mostStepsAreKnown() {
        Scene scene = Scene.of("three", "TDX three\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\nP[0..2] ;\nA: fault x ;\n");
        Comparing plain = new Comparing(Judge.of(scene.world()));
        plain.search();
        assertThat(plain.compared).isGreaterThan(5_000);
    }
}
