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
import dev.seamstress.core.machine.WordClass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: the engine sees what changes of a procedure that did not run. Method: a word that it is compared with, an
 * interrupt, and another owner of its section.
 */
class ChangedFromOutsideTest {
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
    private static final class Snapshot extends SmallProcedure {
        private final long sequence;
        private final boolean isOuter;
        private long seen;

        Snapshot(long sequence, boolean isOuter) {
            this.sequence = sequence;
            this.isOuter = isOuter;
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            if (at() == At.GO_IN) {
                return isOuter ? call(t, new Snapshot(sequence, false), At.COME_OUT) : go(At.TOUCH);
            }
            if (at() == At.TOUCH) {
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
            return new Counting();
        }

        @Override
        protected boolean interrupt(int from, Message message, Fx fx) {
            if (from == id()) {
                return false;
            }
            inside(Counting.class).count++;
            return true;
        }
    }

    /** Has a count that it does not touch. */
    private static final class Counting extends SmallProcedure {
        private long count;

        @Override
        protected Go run(KernelThread t, Fx fx) {
            return at() == At.GO_IN ? go(At.COME_OUT) : ret(t, 0);
        }

        @Override
        protected void locals(Fields f) {
            count = f.word("count", count);
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

    private static final class Interrupt extends SmallProcedure {
        @Override
        protected Go run(KernelThread t, Fx fx) {
            fx.send(0, Continue.CONTINUE);
            return ret(t, 0);
        }
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
