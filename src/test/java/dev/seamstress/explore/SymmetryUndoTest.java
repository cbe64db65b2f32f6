package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.engine.Engine;
import dev.seamstress.engine.Exchanges;
import dev.seamstress.sched.SplitMix64;
import dev.seamstress.world.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: with symmetry undo restores every fingerprint, and the one that is kept up is the one of the state. Method:
 * random walks, each step undone and made again, then all undone.
 */
@Tag("once")
class SymmetryUndoTest {
    private static final int SEEDS = 5;

    static Stream<Scene> scenes() {
        return Stream.of(SymmetricScenes.alone(), SymmetricScenes.besideKickers(), SymmetricScenes.largeMutants())
                .flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void undoAfterEveryStepRestoresTheFingerprint(Scene scene) {
        Judge judge = Judge.merging(scene.world());
        Engine engine = judge.engine();
        List<Long> first = fingerprints(engine);
        int start = engine.mark();
        for (int seed = 0; seed < SEEDS; seed++) {
            walk(judge, new SplitMix64(seed));
            engine.undo(start);
            assertThat(fingerprints(engine)).isEqualTo(first);
        }
        walk(judge, new SplitMix64(SEEDS));
        engine.reset();
        assertThat(fingerprints(engine)).isEqualTo(first);
    }

    private static void walk(Judge judge, SplitMix64 random) {
        Engine engine = judge.engine();
        for (int step = 0; step < 1_000 && !engine.isQuiet() && judge.brokenByStep() == null; step++) {
            List<Integer> enabled = new ArrayList<>();
            for (int c = engine.nextChannel(0); c >= 0; c = engine.nextChannel(c + 1)) {
                enabled.add(c);
            }
            int channel = enabled.get(random.below(enabled.size()));
            List<Long> before = fingerprints(engine);
            int mark = engine.mark();
            judge.step(channel);
            engine.undo(mark);
            assertThat(fingerprints(engine)).isEqualTo(before);
            judge.step(channel);
        }
    }

    /** Merged and told apart, each kept up and computed anew. */
    private static List<Long> fingerprints(Engine engine) {
        Exchanges exchanges =
                engine.exchanges().orElseThrow(() -> new AssertionError("no vCPUs can be exchanged here"));
        long merged = engine.fingerprint();
        assertThat(engine.recomputeFingerprint()).isEqualTo(merged);
        exchanges.tellApart(true);
        long apart = engine.fingerprint();
        assertThat(engine.recomputeFingerprint()).isEqualTo(apart);
        exchanges.tellApart(false);
        return List.of(merged, apart, exchanges.orbit());
    }
}
