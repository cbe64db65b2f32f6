package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.StateHash;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.sched.SplitMix64;
import dev.seamstress.world.MoreScenes;
import dev.seamstress.world.Scene;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: undo restores every state of the real model, and the fingerprint that is kept up is the one of the state.
 * Method: random walks through all scenarios, undone after every step and then as a whole.
 */
@Tag("once")
class ModelUndoTest {
    private static final int SEEDS = 3;
    private static final int STEPS_MAX = 5_000;

    static Stream<Scene> scenes() {
        return Stream.concat(Scene.ofFiles().stream(), MoreScenes.all().stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void undoAfterEveryStepRestoresTheState(Scene scene) {
        Engine engine = new Engine(scene.world().assembly(), true);
        int start = engine.mark();
        List<Object> first = state(engine);
        for (int seed = 0; seed < SEEDS; seed++) {
            walk(engine, new SplitMix64(seed), scene.target().expected() != Verdict.LIVELOCK);
            engine.undo(start);
            assertThat(state(engine)).as("first state, after seed %d", seed).isEqualTo(first);
        }
    }

    /** {@code ends}: whether the walk comes to an end whatever it chooses. */
    private static void walk(Engine engine, SplitMix64 random, boolean ends) {
        int most = ends ? STEPS_MAX : STEPS_MAX / 10;
        for (int step = 0; step < most && !engine.isQuiet(); step++) {
            List<Integer> enabled = new ArrayList<>();
            for (int c = engine.nextChannel(0); c >= 0; c = engine.nextChannel(c + 1)) {
                enabled.add(c);
            }
            int channel = enabled.get(random.below(enabled.size()));
            List<Object> before = state(engine);
            int mark = engine.mark();
            engine.step(channel);
            engine.undo(mark);
            if (!state(engine).equals(before)) { // a description for each step would cost more than the steps
                assertThat(state(engine)).as("state before step %d", step).isEqualTo(before);
            }
            engine.step(channel);
            assertThat(engine.fingerprint())
                    .as("fingerprint after step %d", step)
                    .isEqualTo(engine.recomputeFingerprint());
        }
        if (!engine.isQuiet() && !ends) {
            return;
        }
        assertThat(engine.isQuiet()).isTrue();
        Assembly assembly = engine.assembly();
        assertThat(StateHash.ofQuietState(assembly.machines(), assembly.map(), engine::peek))
                .isEqualTo(engine.fingerprint());
    }

    /** The words of all machines, the messages in flight, and hashes of all words, machines' and shared. */
    private static List<Object> state(Engine engine) {
        List<Object> state = new ArrayList<>();
        for (Image image : engine.imagesNow()) {
            state.add(Arrays.toString(image.words()));
            state.add(Arrays.toString(image.unhashed()));
        }
        state.addAll(engine.messagesInFlight());
        state.add(engine.fingerprint());
        state.add(engine.recomputeFingerprint());
        return state;
    }
}
