package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Relative;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.machine.WordClass;
import dev.seamstress.trace.TraceSink;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * Goal: each kind of word that a state is made of is put back by undo, and no two states have one fingerprint. Method:
 * two machines and a companion with a word of each kind; all states that differ in one word, in a few of its bits.
 */
class EngineStateTest {
    private static final int STEPS = 12;

    private final MemoryMap map = new MemoryMap();
    private final int page = map.add(WordClass.lockless("words", 0), 2);
    private final Holder first = new Holder(0);
    private final Holder second = new Holder(1);
    private final Companion companion = new Companion();
    private Engine engine;

    private void build() {
        claim();
        start();
    }

    private void claim() {
        map.claim(page, 0);
        map.claim(page + 1, 0);
    }

    private void start() {
        engine = new Engine(new Assembly(List.of(first, second), map, List.of()), true);
        engine.keep(List.of(companion));
        engine.setSink(companion);
    }

    /** An immutable part of a machine that is there by reference. */
    private record Part(int number) {}

    private static final class Holder extends Machine {
        private long low;
        private long high;
        private long unhashed;
        private Part part = new Part(0);
        private long snapshot;
        private BiConsumer<Holder, Fx> deed = (holder, fx) -> {};

        Holder(int id) {
            super(id, "holder" + id);
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            deed.accept(this, fx);
        }

        @Override
        public void fields(Fields f) {
            low = f.word("low", low);
            unhashed = f.unhashed("unhashed", unhashed);
            part = f.object(part);
            high = f.word("high", high);
            snapshot = f.relative("snapshot", snapshot, 0);
        }

        private List<Object> all() {
            return List.of(low, high, unhashed, part, snapshot);
        }
    }

    private static final class Companion implements Stateful, TraceSink {
        private long next;
        private long steps;
        private long unhashed;

        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {}

        @Override
        public void stepped(int step) {
            steps += next;
            unhashed += 3 * next;
        }

        @Override
        public void fields(Fields f) {
            steps = f.word("steps", steps);
            unhashed = f.unhashed("unhashed", unhashed);
        }
    }

    private long word(int index) {
        return MemoryMap.word(page, index);
    }

    /** Every way to store, and a change of every kind of field; the number of the part is the number of the step. */
    private void juggle(Holder holder, Fx fx) {
        int number = holder.part.number();
        fx.write(word(1), number);
        fx.add(word(2), 5);
        fx.exchange(word(3), 100 + number);
        fx.compareAndSet(word(4), number, number + 1);
        fx.compareAndExchange(word(5), number, number + 1);
        holder.low += 7;
        holder.high ^= 1L << number;
        holder.unhashed += 11;
        holder.part = new Part(number + 1);
        if (number + 1 < STEPS) {
            fx.send(holder.id(), Continue.CONTINUE);
        }
    }

    private List<Object> state() {
        engine.assembly(); // makes the machines' own fields what they are in this state
        engine.syncCompanions();
        return List.of(
                first.all(),
                second.all(),
                companion.steps,
                companion.unhashed,
                List.of(engine.peek(word(1)), engine.peek(word(2)), engine.peek(word(3))),
                List.of(engine.peek(word(4)), engine.peek(word(5))),
                engine.messagesInFlight(),
                engine.fingerprint(),
                engine.steps());
    }

    @Test
    void undoPutsBackEachKindOfWord() {
        build();
        first.deed = this::juggle;
        companion.next = 1;
        int channel = engine.channel(0, 0);
        List<Object> start = state();
        int home = engine.mark();
        for (int step = 0; step < STEPS; step++) {
            List<Object> before = state();
            int mark = engine.mark();
            engine.step(channel);
            List<Object> after = state();
            assertThat(after).isNotEqualTo(before);
            engine.undo(mark);
            assertThat(state()).isEqualTo(before);
            engine.step(channel);
            engine.undo(mark);
            engine.step(channel); // right after an undo, with nobody having asked for the fields in between
            assertThat(state()).isEqualTo(after);
            assertThat(engine.fingerprint()).isEqualTo(engine.recomputeFingerprint());
        }
        assertThat(companion.steps).isEqualTo(STEPS);
        assertThat(first.part).isEqualTo(new Part(STEPS));
        engine.undo(home);
        assertThat(state()).isEqualTo(start);
    }

    /** Of each place in turn all values; nothing else differs. A word in its upper bits, its neighbour, its owner. */
    @Test
    void noTwoStatesThatDifferInOneWordHaveOneFingerprint() {
        build();
        long[] values = {1, 2, 3, 1L << 31, 0xFFFFFFFFL, 1L << 32, 1L << 32 | 1, 1L << 63, 1L << 63 | 1, -1};
        Map<Long, String> known = new TreeMap<>();
        for (long value : values) {
            differs(known, "low of the first " + value, value, holder(0, (holder, fx) -> holder.low = value));
            differs(known, "high of the first " + value, value, holder(0, (holder, fx) -> holder.high = value));
            differs(known, "low of the second " + value, value, holder(1, (holder, fx) -> holder.low = value));
            differs(known, "high of the second " + value, value, holder(1, (holder, fx) -> holder.high = value));
            differs(known, "the companion's " + value, value, () -> companion.next = value);
            for (int index = 1; index < 9; index++) {
                long word = word(index);
                long other = MemoryMap.word(page + 1, index);
                differs(known, "word " + index + " " + value, value, holder(0, (holder, fx) -> fx.write(word, value)));
                differs(known, "page " + index + " " + value, value, holder(0, (holder, fx) -> fx.write(other, value)));
            }
        }
        assertThat(known).hasSize(values.length * 21);
    }

    private Runnable holder(int number, BiConsumer<Holder, Fx> deed) {
        return () -> (number == 0 ? first : second).deed = deed;
    }

    private void differs(Map<Long, String> known, String what, long value, Runnable prepare) {
        engine.reset();
        prepare.run();
        engine.step(engine.channel(0, 0));
        boolean isCompanions = companion.next != 0;
        companion.next = 0;
        if (isCompanions) {
            assertThat(companion.steps).isEqualTo(value);
        }
        engine.step(engine.channel(1, 1));
        first.deed = (holder, fx) -> {};
        second.deed = (holder, fx) -> {};
        String same = known.put(engine.fingerprint(), what);
        assertThat(same).as(what).isNull();
        assertThat(engine.fingerprint()).as(what).isEqualTo(engine.recomputeFingerprint());
    }

    /** A page is filled anew in pieces, where something was stored: the first and last word of each piece, and all. */
    @Test
    void aResetMakesEveryWordWhatItWasAtTheStart() {
        int filled = map.add(WordClass.lockless("filled", 7), 1);
        claim();
        map.claim(filled, 0);
        Assembly.Initial initial = new Assembly.Initial(word(3), 99);
        engine = new Engine(new Assembly(List.of(first, second), map, List.of(initial)), true);
        long start = engine.fingerprint();
        for (int index = 0; index < MemoryMap.WORDS_PER_PAGE; index++) {
            long one = word(index);
            long other = MemoryMap.word(filled, index);
            first.deed = (holder, fx) -> {
                fx.write(one, 5);
                fx.write(other, 5);
            };
            engine.step(engine.channel(0, 0));
            engine.reset();
            assertThat(engine.peek(one)).isEqualTo(one == word(3) ? 99 : 0);
            assertThat(engine.peek(other)).isEqualTo(7);
            assertThat(engine.fingerprint()).isEqualTo(start).isEqualTo(engine.recomputeFingerprint());
        }
    }

    /** Others' snapshots grow stale when the word that they are of changes. */
    @Test
    void aWordThatFieldsAreComparedWithChangesWhatCountsOfAllMachines() {
        map.compareFields(new Relative(word(0), Relative.Form.SNAPSHOT));
        build();
        long start = engine.fingerprint();
        first.deed = (holder, fx) -> fx.write(word(0), 5);
        second.deed = (holder, fx) -> holder.snapshot = 5;
        int mark = engine.mark();
        engine.step(engine.channel(0, 0));
        assertThat(engine.fingerprint()).isEqualTo(engine.recomputeFingerprint());
        long stale = engine.fingerprint();
        engine.step(engine.channel(1, 1));
        assertThat(engine.fingerprint())
                .isEqualTo(engine.recomputeFingerprint())
                .isNotEqualTo(stale);
        engine.undo(mark);
        assertThat(engine.fingerprint()).isEqualTo(start).isEqualTo(engine.recomputeFingerprint());
        second.deed = (holder, fx) -> holder.snapshot = 0;
        engine.step(engine.channel(1, 1));
        engine.step(engine.channel(0, 0));
        assertThat(engine.fingerprint()).isEqualTo(engine.recomputeFingerprint());
    }
}
