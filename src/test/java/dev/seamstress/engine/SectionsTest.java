package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Stateful;
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

    private static final int DEPTH = 3;
    private static final int ROUNDS = 4;

    private static final class Nested extends SmallProcedure {
        private final int depth;
        private final int deepest;
        private final boolean lends;
        private final Tally borrowed;
        private final Tally own = new Tally();
        private long rounds;
        private Object last;
        private long walks;

        Nested(int depth, int deepest, boolean lends, Tally borrowed) {
            this.depth = depth;
            this.deepest = deepest;
            this.lends = lends;
            this.borrowed = borrowed;
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
        assertThatThrownBy(() -> {
                    while (!engine.isQuiet()) {
                        engine.step(0);
                        assertThat(isRight(engine)).isTrue();
                    }
                })
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("are not what is kept up of them");
    }
}
