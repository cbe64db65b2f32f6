package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Goal: where a thread is belongs to its state: which procedures it is inside of, and at which step of each. Method:
 * procedures without any locals, of two names, one after the other and one inside the other.
 */
class ThreadStateTest {
    private enum At implements Step {
        ONE,
        TWO,
        THREE;

        @Override
        public Access access() {
            return Access.CUT;
        }
    }

    /** Goes through its steps; in the first it may call another. */
    private static final class Walk extends Procedure {
        private final Kind kind;
        private final Supplier<Procedure> callee;

        Walk(String name, Supplier<Procedure> callee) {
            super(At.ONE, true);
            this.kind = Kind.of(name);
            this.callee = callee;
        }

        @Override
        public Kind kind() {
            return kind;
        }

        @Override
        protected Step[] steps() {
            return At.values();
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            return switch ((At) at()) {
                case ONE -> callee == null ? go(At.TWO) : call(t, callee.get(), At.TWO);
                case TWO -> go(At.THREE);
                case THREE -> ret(t, 0);
            };
        }

        @Override
        protected void locals(Fields f) {}
    }

    private static Engine engine(Supplier<Procedure> main) {
        KernelThread thread = new KernelThread(0, "thread") {
            @Override
            protected Procedure main() {
                return main.get();
            }
        };
        return new Engine(new Assembly(List.of(thread), new MemoryMap(), List.of()), true);
    }

    @Test
    void whereAThreadIsTellsItsStatesApart() {
        Map<Long, String> known = new TreeMap<>();
        List<Supplier<Procedure>> mains = List.of(
                () -> new Walk("a", null),
                () -> new Walk("b", null),
                () -> new Walk("a", () -> new Walk("b", null)),
                () -> new Walk("b", () -> new Walk("a", null)));
        for (Supplier<Procedure> main : mains) {
            Engine engine = engine(main);
            while (!engine.isQuiet()) {
                engine.step(0);
                String where = ((KernelThread) engine.machine(0)).where();
                known.merge(engine.fingerprint(), where, (one, other) -> {
                    assertThat(other).isEqualTo(one);
                    return one;
                });
                assertThat(engine.fingerprint()).isEqualTo(engine.recomputeFingerprint());
            }
        }
        assertThat(known.values()).doesNotHaveDuplicates().hasSize(2 + 2 + 3 + 3 + 1);
    }
}
