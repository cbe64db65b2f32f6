package dev.seamstress.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.engine.Engine;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Goal: two histories that a claim can still tell apart are two states, and others are one. Method: events told to the
 * monitors of one claim, and what they add to a fingerprint.
 */
class ClaimMonitorsTest {
    private static final long X = 0x100;
    private static final int P0 = 0;
    private static final int VMM = 1;
    private static final int LEVEL_4K = 1;
    private static final int LEVEL_2M = 2;
    private static final long PRESENT = MakeSpte.leaf(0x500, new MakeSpte.Leaf(true, false, false, false));

    /** What the monitors of {@code claims} add to a fingerprint after {@code history}. */
    private static List<Long> after(String claims, Consumer<ClaimMonitors> history) {
        ClaimMonitors monitors = monitors(claims);
        history.accept(monitors);
        Hashed words = new Hashed();
        monitors.fields(words);
        return words.all;
    }

    private static ClaimMonitors monitors(String claims) {
        Scene scene = Scene.of("told", """
                TDX told
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0         | VMM                    ;
                 A: fault x | C: convert x to shared ;
                """ + claims + "\n");
        World world = scene.world();
        Engine engine = new Engine(world.assembly(), false);
        return new ClaimMonitors(scene.scenario().claims(), world.view(engine.memory()));
    }

    private static final class Hashed implements Fields {
        private final List<Long> all = new ArrayList<>();

        @Override
        public long word(String name, long value) {
            all.add(value);
            return value;
        }

        @Override
        public long unhashed(String name, long value) {
            return value;
        }

        @Override
        public <T> T object(T reference) {
            return reference;
        }
    }

    private static Consumer<ClaimMonitors> kicks(int count) {
        return monitors -> {
            for (int i = 0; i < count; i++) {
                tell(monitors, VMM, Event.KICK_DONE, 0, 0, 0, 0);
            }
        };
    }

    private static Consumer<ClaimMonitors> told(Event... events) {
        return monitors -> {
            for (Event event : events) {
                tell(monitors, VMM, event, 0, 0, 0, 0);
            }
        };
    }

    /** A step with one event. */
    private static void tell(ClaimMonitors monitors, int actor, Event event, long a, long b, long c, long d) {
        monitors.begin();
        monitors.event(actor, event, a, b, c, d);
    }

    private static void areAllDifferent(String claims, List<Consumer<ClaimMonitors>> histories) {
        assertThat(histories.stream().map(history -> after(claims, history)).toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void aCountIsStateUpToOneAboveWhatItIsComparedWith() {
        for (String claim : List.of("never (#kick = 2)", "finally (#kick = 2)", "sometimes (#kick = 2 /\\ A = ok)")) {
            areAllDifferent(claim, List.of(kicks(0), kicks(1), kicks(2), kicks(3)));
            assertThat(after(claim, kicks(4))).isEqualTo(after(claim, kicks(3)));
        }
    }

    @Test
    void theLargestNumberThatACountIsComparedWithCounts() {
        String claims = "never (#kick = 2)\nfinally (#kick != 3)\nalways (#kick <= 1)";
        areAllDifferent(claims, List.of(kicks(0), kicks(1), kicks(2), kicks(3), kicks(4)));
        ClaimMonitors monitors = monitors(claims);
        List<Boolean> broken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            kicks(1).accept(monitors);
            broken.add(monitors.isBroken(0));
            broken.add(monitors.isBrokenAtTheEnd(1));
            broken.add(monitors.isBroken(2));
        }
        assertThat(broken)
                .containsExactly(false, false, false, true, false, true, false, true, true, false, false, true);
    }

    @Test
    void whatIsOnlyLookedForInItsStepIsNoState() {
        String bare = "sometimes (seen(kick))";
        assertThat(after(bare, kicks(1))).isEqualTo(after(bare, kicks(0)));
        areAllDifferent("sometimes (seen(kick) /\\ A = ok)", List.of(kicks(0), kicks(1)));
        areAllDifferent(bare + "\nnever (seen(kick) /\\ sept(x) = mapped)", List.of(kicks(0), kicks(1)));
        areAllDifferent("never (seen(kick) /\\ sept(x) = mapped)\n" + bare, List.of(kicks(0), kicks(1)));
    }

    @Test
    void howFarAnOrderHasComeIsState() {
        String order = "order (kick -> flush -> eintr)";
        Event kick = Event.KICK_DONE;
        Event flush = Event.FLUSH_DONE;
        areAllDifferent(order, List.of(told(), told(kick), told(kick, flush)));
        assertThat(after(order, told(flush))).isEqualTo(after(order, told()));
        String two = "order (kick -> flush)";
        assertThat(after(two, told(kick, flush))).isEqualTo(after(two, told()));
    }

    @Test
    void anOrderIsBrokenInTheStepOfItsLastEventAlone() {
        ClaimMonitors monitors = monitors("order (kick -> flush)");
        told(Event.KICK_DONE, Event.FLUSH_DONE).accept(monitors);
        assertThat(monitors.isBroken(0)).isFalse();
        told(Event.FLUSH_DONE).accept(monitors);
        assertThat(monitors.isBroken(0)).isTrue();
        monitors.begin();
        assertThat(monitors.isBroken(0)).isFalse();
        told(Event.KICK_DONE).accept(monitors);
        assertThat(monitors.isBroken(0)).isFalse();
    }

    @Test
    void whoseWindowItIsAndOfWhatIsState() {
        String rest = "never at rest (mirror(x) = frozen)";
        List<Consumer<ClaimMonitors>> histories = new ArrayList<>();
        histories.add(monitors -> {});
        for (int thread : new int[] {P0, VMM}) {
            for (long gfn : new long[] {X, X + 1}) {
                for (int level : new int[] {LEVEL_4K, LEVEL_2M}) {
                    long base = 0x200 * (gfn - X + 1);
                    histories.add(m -> tell(m, thread, Event.SPTE_FROZEN, base, level, 0, 0));
                    histories.add(m ->
                            tell(m, thread, Event.KVM_TDP_MMU_SPTE_CHANGED, base, level, PRESENT, Spte.NONPRESENT));
                }
            }
        }
        histories.add(monitors -> {
            tell(monitors, P0, Event.SPTE_FROZEN, X, LEVEL_4K, 0, 0);
            tell(monitors, VMM, Event.SPTE_FROZEN, X, LEVEL_4K, 0, 0);
        });
        areAllDifferent(rest, histories);
        assertThat(after("never (mirror(x) = frozen)", histories.get(1))).isEmpty();
    }
}
