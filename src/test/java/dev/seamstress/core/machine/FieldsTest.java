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
                        "Forgetful.forgotten is not listed in fields()", "Forgetful.array is not listed in fields()");
    }

    private static final class Forgetful extends Machine {
        private long listed;
        private long forgotten;
        private final int[] array = new int[2];

        Forgetful() {
            super(0, "forgetful");
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            listed++;
            forgotten++;
            array[0] += (int) forgotten;
        }

        @Override
        public void fields(Fields f) {
            listed = f.word("listed", listed);
        }
    }
}
