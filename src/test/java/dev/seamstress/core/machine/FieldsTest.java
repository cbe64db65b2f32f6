package dev.seamstress.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.engine.Engine;
import dev.seamstress.model.handshake.Handshake;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Strategy;
import org.junit.jupiter.api.Test;

/**
 * Goal: no mutable field of a machine or procedure is missing from {@code fields()}. Method: walk the small model and
 * check live objects; then check a machine that forgets one.
 */
class FieldsTest {
    @Test
    void everyMutableFieldOfTheSmallModelIsListed() {
        Assembly assembly = new Handshake(3, 2, 2).assembly();
        Engine engine = new Engine(assembly, false);
        FieldsChecker checker = new FieldsChecker();
        Strategy walk = new RandomWalk(1);
        engine.run(
                (step, enabled) -> {
                    assembly.machines().forEach(checker::check);
                    return walk.choose(step, enabled);
                },
                10_000);
        assertThat(engine.crash()).isEmpty();
        assertThat(checker.offences()).isEmpty();
        assertThat(checker.openFields()).isEmpty();
        assertThat(checker.checkedClasses())
                .contains(
                        "dev.seamstress.model.handshake.Faulter$Fault",
                        "dev.seamstress.model.handshake.Zapper$Zap",
                        "dev.seamstress.model.handshake.ToyLock",
                        "dev.seamstress.core.machine.Locks");
    }

    @Test
    void aFieldLeftOutIsFound() {
        FieldsChecker checker = new FieldsChecker();
        checker.check(new Forgetful());
        assertThat(checker.offences())
                .containsExactlyInAnyOrder(
                        "Forgetful.forgotten is not listed in fields()",
                        "Forgetful.array[1] is not listed in fields()",
                        "Tally.count can change, and its class has no fields()");
    }

    private static final class Forgetful extends Machine {
        private long listed;
        private long forgotten;
        private final int[] array = new int[2];
        private final Tally tally = new Tally();

        Forgetful() {
            super(0, "forgetful");
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            listed++;
            forgotten++;
            array[1] += (int) forgotten + tally.next();
        }

        @Override
        public void fields(Fields f) {
            listed = f.word("listed", listed);
            array[0] = f.count("array", array[0]);
        }
    }

    private static final class Tally {
        private int count;

        int next() {
            return count++;
        }
    }
}
