package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.TraceSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** Goal: the contract holds of a driver that is right. Method: a second system stands in for the other driver. */
class ToyParityTest {
    /** Sends to two receivers in one step. */
    @Nested
    class ThirdParty extends Self {
        @Override
        protected Assembly assembly() {
            return Toys.thirdParty();
        }
    }

    /** Sends to one receiver twice in one step. */
    @Nested
    class TwoSenders extends Self {
        @Override
        protected Assembly assembly() {
            return Toys.twoSenders(3);
        }
    }

    /** Threads, procedures and a lock. */
    @Nested
    class Locked extends Self {
        @Override
        protected Assembly assembly() {
            return LockToys.assembly(2, 2, 3);
        }
    }

    abstract static class Self extends DriverParityContract {
        private final SteppedDriver other = new SteppedDriver();

        @AfterEach
        void close() {
            other.close();
        }

        @Override
        protected Schedule reference(Assembly assembly, Strategy strategy, TraceSink sink, int stepsMax) {
            return other.run(assembly, strategy, sink, stepsMax).schedule();
        }
    }
}
