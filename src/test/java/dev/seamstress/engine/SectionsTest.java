package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Relative;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.machine.WordClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: the engine passes over procedures that a step left alone, and over no others. Method: three procedures, one
 * inside the other, whose words come and go; the innermost changes what the middle one lends it.
 */
class SectionsTest {
    /** A count that one procedure has, and another may change. */
    private static final class Tally implements Stateful {
        private long count;

        @Override
        public void fields(Fields f) {
            count = f.word("count", count);
        }
    }

    private enum At implements Step {
        GO_IN,
        COME_OUT;

        @Override
        public Access access() {
            return Access.CUT;
        }
    }

    private static final int DEPTH = 3;
    private static final int ROUNDS = 4;

    private static final class Nested extends Procedure {
        private static final Kind KIND = Kind.of("nested");

        private final int depth;
        private final int deepest;
        private final boolean lends;
        private final Tally borrowed;
        private final Tally own = new Tally();
        private long rounds;
        private Object last;
        private long walks;

        Nested(int depth, int deepest, boolean lends, Tally borrowed) {
            super(At.GO_IN, true);
            this.depth = depth;
            this.deepest = deepest;
            this.lends = lends;
            this.borrowed = borrowed;
        }

        @Override
        public Kind kind() {
            return KIND;
        }

        @Override
        protected Step[] steps() {
            return At.values();
        }

        @Override
        protected boolean isLent() {
            return lends && depth == deepest - 1;
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            rounds++;
            last = rounds;
            if (at() == At.GO_IN && depth < deepest) {
                return call(t, new Nested(depth + 1, deepest, lends, own), At.COME_OUT);
            }
            if (borrowed != null && depth == deepest) {
                borrowed.count++;
            }
            return rounds < ROUNDS ? go(depth == deepest ? At.COME_OUT : At.GO_IN) : ret(t, 0);
        }

        /** As many words as it made rounds, so that the places of what lies deeper move. */
        @Override
        protected void locals(Fields f) {
            walks++;
            rounds = f.word("rounds", rounds);
            for (int i = 0; i < rounds; i++) {
                f.unhashed("round", i);
                f.word("round", i);
            }
            last = f.object(last);
            own.fields(f);
        }
    }

    private static final class Nest extends KernelThread {
        private final int deepest;
        private final boolean lends;

        Nest(int deepest, boolean lends) {
            super(0, "nest");
            this.deepest = deepest;
            this.lends = lends;
        }

        @Override
        protected Procedure main() {
            return new Nested(0, deepest, lends, null);
        }
    }

    private static Engine engine(boolean lends) {
        return engine(DEPTH - 1, lends);
    }

    private static Engine engine(int deepest, boolean lends) {
        return new Engine(new Assembly(List.of(new Nest(deepest, lends)), new MemoryMap(), List.of()), true);
    }

    private static Nested outermost(Engine engine) {
        return nested(engine, 0);
    }

    private static Nested nested(Engine engine, int depth) {
        List<Nested> all = new ArrayList<>();
        engine.machine(0).fields(new Fields() {
            @Override
            public long word(String name, long value) {
                return value;
            }

            @Override
            public long unhashed(String name, long value) {
                return value;
            }

            @Override
            public <T> T object(T reference) {
                if (reference instanceof Nested one) {
                    all.add(one);
                }
                return reference;
            }
        });
        return depth < all.size() ? all.get(depth) : null;
    }

    private static String state(Engine engine) {
        Image image = engine.imagesNow()[0];
        return Arrays.toString(image.words())
                + Arrays.toString(image.unhashed())
                + Arrays.toString(Arrays.copyOf(image.references, image.referenceCount))
                + engine.recomputeFingerprint();
    }

    private static boolean isRight(Engine engine) {
        return engine.fingerprint() == engine.recomputeFingerprint();
    }

    @Test
    void undoOfAnyNumberOfStepsLeadsBack() {
        Engine engine = engine(true);
        List<Integer> marks = new ArrayList<>();
        List<String> states = new ArrayList<>();
        for (int step = 0; !engine.isQuiet(); step++) {
            marks.add(engine.mark());
            states.add(state(engine));
            engine.step(0);
            assertThat(engine.fingerprint()).as("step %d", step).isEqualTo(engine.recomputeFingerprint());
        }
        assertThat(states.size()).isGreaterThan(20);
        for (int back = 1; back < states.size(); back++) {
            engine.reset();
            for (int i = 0; i < states.size(); i++) {
                engine.step(0);
                if (i >= back && i % 3 == 0) { // takes several steps back at once, then makes them again
                    engine.undo(marks.get(i - back + 1));
                    assertThat(state(engine)).as("%d back from %d", back, i).isEqualTo(states.get(i - back + 1));
                    for (int again = i - back + 1; again <= i; again++) {
                        engine.step(0);
                        assertThat(isRight(engine)).isTrue();
                    }
                }
            }
            assertThat(engine.isQuiet()).isTrue();
        }
    }

    /** There are more procedures than bits to tell them apart by. */
    @Test
    void undoLeadsBackHoweverDeepAThreadIs() {
        Engine engine = engine(70, true);
        while (nested(engine, 70) == null) {
            engine.step(0);
        }
        for (int step = 0; step < 30; step++) {
            String before = state(engine);
            int mark = engine.mark();
            engine.step(0);
            engine.undo(mark);
            assertThat(state(engine)).as("step %d", step).isEqualTo(before);
            engine.step(0);
        }
        assertThat(nested(engine, 60)).isNotNull();
    }

    @Test
    void whatAStepLeavesAloneIsNotEntered() {
        Engine engine = engine(true);
        while (nested(engine, DEPTH - 1) == null) {
            engine.step(0);
        }
        Nested outer = outermost(engine);
        Nested middle = nested(engine, 1);
        long outerBefore = outer.walks;
        long middleBefore = middle.walks;
        engine.step(0);
        assertThat(outer.walks).isEqualTo(outerBefore);
        assertThat(middle.walks).as("it is lent").isEqualTo(middleBefore + 1);
    }

    @Test
    void whatIsChangedAndWasNotLentIsFoundOut() {
        Engine engine = engine(false);
        boolean isRight = true;
        while (isRight && !engine.isQuiet()) {
            engine.step(0);
            isRight = isRight(engine);
        }
        assertThat(isRight).isFalse();
    }

    /**
     * What counts of a word may change while its procedure is left alone: when the word that it is compared with does.
     */
    @Test
    void aWordThatIsComparedAnewIsLookedForInEveryProcedure() {
        MemoryMap map = new MemoryMap();
        long sequence = MemoryMap.word(map.add(WordClass.lockless("sequence", 0), 1), 0);
        map.compareFields(new Relative(sequence, Relative.Form.SNAPSHOT));
        KernelThread thread = new KernelThread(0, "thread") {
            @Override
            protected Procedure main() {
                return new Snapshot(sequence, true);
            }
        };
        Engine engine = new Engine(new Assembly(List.of(thread), map, List.of()), true);
        List<Long> fingerprints = new ArrayList<>();
        while (!engine.isQuiet()) {
            engine.step(0);
            fingerprints.add(engine.fingerprint());
            assertThat(engine.fingerprint()).isEqualTo(engine.recomputeFingerprint());
        }
        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    /** The outer one has a snapshot of the sequence, the inner one moves it. */
    private static final class Snapshot extends Procedure {
        private static final Kind KIND = Kind.of("snapshot");

        private final long sequence;
        private final boolean isOuter;
        private long seen;

        Snapshot(long sequence, boolean isOuter) {
            super(At.GO_IN, true);
            this.sequence = sequence;
            this.isOuter = isOuter;
        }

        @Override
        public Kind kind() {
            return KIND;
        }

        @Override
        protected Step[] steps() {
            return At.values();
        }

        @Override
        protected boolean isRacy(Fx fx) {
            return !isOuter && at() == At.COME_OUT;
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            if (at() == At.GO_IN) {
                return isOuter ? call(t, new Snapshot(sequence, false), At.COME_OUT) : go(At.COME_OUT);
            }
            if (!isOuter) {
                fx.add(sequence, 1);
            }
            return ret(t, 0);
        }

        @Override
        protected void locals(Fields f) {
            seen = f.relative("seen", seen, sequence);
        }
    }

    /** A thread that an interrupt finds anywhere. */
    private static final class Interrupted extends KernelThread {
        Interrupted() {
            super(0, "interrupted");
        }

        @Override
        protected Procedure main() {
            return new Nested(0, DEPTH - 1, false, null);
        }

        @Override
        protected boolean interrupt(int from, Message message, Fx fx) {
            if (from == id()) {
                return false;
            }
            inside(Nested.class).own.count++;
            return true;
        }
    }

    /** Starts, and sends one interrupt. */
    private static final class Interrupter extends KernelThread {
        Interrupter() {
            super(1, "interrupter");
        }

        @Override
        protected Procedure main() {
            return new Interrupt();
        }
    }

    private static final class Interrupt extends Procedure {
        private static final Kind KIND = Kind.of("interrupt");

        Interrupt() {
            super(At.GO_IN, true);
        }

        @Override
        public Kind kind() {
            return KIND;
        }

        @Override
        protected Step[] steps() {
            return At.values();
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            fx.send(0, Continue.CONTINUE);
            return ret(t, 0);
        }

        @Override
        protected void locals(Fields f) {}
    }

    @Test
    void anInterruptMayChangeAnyProcedure() {
        Engine engine = new Engine(
                new Assembly(List.of(new Interrupted(), new Interrupter()), new MemoryMap(), List.of()), true);
        engine.step(engine.channel(0, 0));
        long before = engine.fingerprint();
        int mark = engine.mark();
        engine.step(engine.channel(1, 1));
        engine.step(engine.channel(1, 0));
        assertThat(engine.fingerprint()).isEqualTo(engine.recomputeFingerprint());
        engine.undo(mark);
        assertThat(engine.fingerprint()).isEqualTo(before).isEqualTo(engine.recomputeFingerprint());
    }

    /** Says of its section that nothing has touched it, and yet has another owner in it after each step. */
    private static final class Replacing extends Machine {
        private Object owner = "first";
        private long value;

        Replacing() {
            super(0, "replacing");
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            value++;
            owner = "owner " + value;
        }

        @Override
        public void fields(Fields f) {
            if (!f.isKept(owner, true)) {
                owner = f.object(owner);
                value = f.word("value", value);
            }
        }
    }

    @Test
    void aSectionOfAnotherIsEntered() {
        Engine engine = new Engine(new Assembly(List.of(new Replacing()), new MemoryMap(), List.of()), true);
        long before = engine.fingerprint();
        int mark = engine.mark();
        engine.step(0);
        assertThat(engine.fingerprint()).isNotEqualTo(before).isEqualTo(engine.recomputeFingerprint());
        engine.undo(mark);
        assertThat(engine.fingerprint()).isEqualTo(before).isEqualTo(engine.recomputeFingerprint());
    }
}
