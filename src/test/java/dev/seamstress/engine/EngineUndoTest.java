package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.StateHash;
import dev.seamstress.model.handshake.Handshake;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Strategy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: undo restores the state exactly, and the fingerprint that is kept up is the one of the state. Method: random
 * walks, undone after every step and then as a whole; then a machine whose image lies.
 */
class EngineUndoTest {
    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 0x5a0L, -1})
    void undoAfterEveryStepRestoresFingerprintAndWords(long seed) {
        Engine engine = new Engine(new Handshake(3, 2, 2).assembly(), true);
        int start = engine.mark();
        long firstFingerprint = engine.fingerprint();
        State first = State.of(engine);
        Strategy walk = new RandomWalk(seed);
        int steps = 0;
        while (!engine.isQuiet()) {
            int index = walk.choose(steps++, engine.enabled());
            int channel = engine.enabled().from(index) * 7 + engine.enabled().to(index);
            State before = State.of(engine);
            long fingerprint = engine.fingerprint();
            int mark = engine.mark();
            engine.step(channel);
            engine.undo(mark);
            assertThat(engine.fingerprint()).isEqualTo(fingerprint);
            assertThat(State.of(engine)).isEqualTo(before);
            engine.step(channel);
            assertThat(engine.fingerprint()).isEqualTo(engine.recomputeFingerprint());
        }
        assertThat(steps).isGreaterThan(50);
        Assembly assembly = engine.assembly();
        assertThat(StateHash.ofQuietState(assembly.machines(), assembly.map(), engine::peek))
                .isEqualTo(engine.fingerprint());
        assertThat(engine.fingerprint()).isNotEqualTo(firstFingerprint);
        engine.undo(start);
        assertThat(engine.fingerprint()).isEqualTo(firstFingerprint);
        assertThat(State.of(engine)).isEqualTo(first);
    }

    @Test
    void resetGoesBackToTheFirstState() {
        Engine engine = new Engine(new Handshake(2, 2, 1).assembly(), true);
        State first = State.of(engine);
        long fingerprint = engine.fingerprint();
        engine.run(new RandomWalk(9), 40);
        engine.reset();
        assertThat(State.of(engine)).isEqualTo(first);
        assertThat(engine.fingerprint()).isEqualTo(fingerprint);
    }

    @Test
    void aFieldLeftOutMakesUndoFail() {
        Machine leaky = new Leaky();
        Engine engine = new Engine(new Assembly(List.of(leaky), new MemoryMap(), List.of()), true);
        int mark = engine.mark();
        engine.step(0);
        engine.undo(mark);
        assertThat(((Leaky) leaky).forgotten).isEqualTo(1);
    }

    /** Everything a state is made of: words, messages in flight, the entry. */
    private record State(List<List<Long>> words, List<List<Long>> unhashed, List<String> messages, long pte) {
        static State of(Engine engine) {
            List<List<Long>> words = new ArrayList<>();
            List<List<Long>> unhashed = new ArrayList<>();
            for (Image image : engine.imagesNow()) {
                words.add(list(image.words()));
                unhashed.add(list(image.unhashed()));
            }
            return new State(words, unhashed, engine.messagesInFlight(), engine.peek(Handshake.pte()));
        }

        private static List<Long> list(long[] words) {
            List<Long> list = new ArrayList<>();
            for (long word : words) {
                list.add(word);
            }
            return list;
        }
    }

    private static final class Leaky extends Machine {
        private int forgotten;

        Leaky() {
            super(0, "leaky");
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            forgotten++;
        }

        @Override
        public void fields(Fields f) {}
    }
}
