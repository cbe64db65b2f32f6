package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.check.invariant.InvariantChecker;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.engine.Engine;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what the invariants remember without hashing it follows from the state, whatever schedule led there; else a
 * state that is known by its fingerprint would be judged by what another schedule has left. Method: searches that
 * compare it each time that a state is met.
 */
@Tag("once")
class FunctionsOfTheStateTest {
    private static final int STATES_MAX = 1_500;

    static Stream<Scene> scenes() {
        return Stream.concat(
                Stream.concat(Scene.ofFiles().stream(), Stream.of(DEAD_OR_BUGGED)),
                Scene.ofOtherTargets().stream()
                        .filter(scene -> !scene.model().changes().isEmpty()));
    }

    /** The VM may die of an access to a page that nobody has accepted, and by the KVM_BUG_ON of an injected error. */
    private static final Scene DEAD_OR_BUGGED = Scene.of("dead-or-bugged", """
            TDX dead-or-bugged
            { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; sept(x) = pending; inject error aug(y) any; }
             P0        | P1         ;
             A: read x | B: fault y ;
            """);

    /** The words that are not hashed, by their names; but what a vCPU's last entry did counts only while it enters. */
    private static final class Unhashed implements Fields {
        private final StringBuilder text = new StringBuilder();

        @Override
        public long word(String name, long value) {
            return value;
        }

        @Override
        public long unhashed(String name, long value) {
            if (!name.equals("flushed")) {
                text.append(name).append(' ').append(value).append("; ");
            }
            return value;
        }

        @Override
        public <T> T object(T reference) {
            return reference;
        }
    }

    private record Frame(int mark, int[] next) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void whatIsNotHashedFollowsFromTheState(Scene scene) {
        World world = scene.world();
        Engine engine = new Engine(world.assembly(), true);
        InvariantChecker checker = new InvariantChecker(world, engine.memory(), engine::machine);
        engine.keep(List.of(checker.monitors()));
        engine.setSink(checker);
        Map<Long, String> known = new TreeMap<>();
        ArrayDeque<Frame> path = new ArrayDeque<>();
        known.put(engine.fingerprint(), unhashed(checker));
        path.addLast(new Frame(engine.mark(), new int[1]));
        while (!path.isEmpty() && known.size() < STATES_MAX) {
            Frame frame = path.getLast();
            engine.undo(frame.mark());
            int channel = engine.nextChannel(frame.next()[0]);
            if (channel < 0) {
                path.removeLast();
                continue;
            }
            frame.next()[0] = channel + 1;
            engine.step(channel);
            if (checker.isBroken()) {
                continue;
            }
            String now = unhashed(checker);
            String before = known.putIfAbsent(engine.fingerprint(), now);
            if (before == null) {
                path.addLast(new Frame(engine.mark(), new int[1]));
            } else if (!before.equals(now)) { // a description for each state would cost more than the search
                assertThat(now).as("after %d steps", engine.steps()).isEqualTo(before);
            }
        }
    }

    private static String unhashed(InvariantChecker checker) {
        Unhashed words = new Unhashed();
        checker.monitors().fields(words);
        return words.text.toString();
    }
}
