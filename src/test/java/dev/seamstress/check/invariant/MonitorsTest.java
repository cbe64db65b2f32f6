package dev.seamstress.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.FieldsChecker;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Token;
import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.world.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Goal: nothing that the rules remember is missing from {@code fields()}, and histories after which other rules can be
 * broken are different states. Method: reflection on the live object; events told to it, and what it adds to a
 * fingerprint.
 */
class MonitorsTest {
    private static final Scene SCENE = Scene.of("told", """
            TDX told
            { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; }
             P0         | P1         ;
             A: fault x | B: fault y ;
            """);
    private static final long X = 0x100;
    private static final long LEAF = MakeSpte.leaf(0x500, new MakeSpte.Leaf(true, false, false, false));

    /** The monitors as a machine: the checker of fields knows those. */
    private static final class Companion extends Machine {
        private final Monitors monitors = new Monitors(SCENE.world());

        Companion() {
            super(0, "companion");
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            throw new AssertionError("it is no machine");
        }

        @Override
        public void fields(Fields f) {
            monitors.fields(f);
        }
    }

    @Test
    void everyMutableFieldIsListed() {
        FieldsChecker checker = new FieldsChecker();
        checker.check(new Companion());
        assertThat(checker.offences()).isEmpty();
        assertThat(checker.openFields()).isEmpty();
        assertThat(checker.checkedClasses())
                .contains(
                        Monitors.class.getName(),
                        Guests.class.getName(),
                        Contents.class.getName(),
                        PageCare.class.getName(),
                        PageStats.class.getName());
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

    private static List<Long> after(Consumer<Monitors> history) {
        Monitors monitors = new Monitors(SCENE.world());
        history.accept(monitors);
        Hashed words = new Hashed();
        monitors.fields(words);
        return words.all;
    }

    private static Consumer<Monitors> told(Event event, long a, long b, long c, long d) {
        return monitors -> monitors.event(null, event, a, b, c, d);
    }

    private static Consumer<Monitors> writes(long gfn, GuestOp.Side side, long token) {
        return monitors ->
                monitors.contents().event(Event.GUEST_ACCESS, GuestOp.Kind.WRITE.ordinal(), gfn, side.ordinal(), token);
    }

    @Test
    void whatOtherRulesCanBeBrokenAfterIsAnotherState() {
        List<Consumer<Monitors>> histories = List.of(
                monitors -> {},
                told(Event.ROOT_FREED, 0, 0, 0, 0),
                told(Event.ROOT_FREED, 1, 0, 0, 0),
                told(Event.TABLE_FREED, 0, 0, 2, 0),
                writes(X, GuestOp.Side.PRIVATE, Token.of(0, 1)),
                writes(X, GuestOp.Side.PRIVATE, Token.of(0, 2)),
                writes(X, GuestOp.Side.PRIVATE, Token.of(1, 1)),
                writes(X, GuestOp.Side.SHARED, Token.of(0, 1)),
                writes(X + 1, GuestOp.Side.PRIVATE, Token.of(0, 1)),
                monitors -> monitors.spteStored(1, Spte.NONPRESENT, LEAF),
                monitors -> monitors.spteStored(1, LEAF, Spte.NONPRESENT),
                told(Event.KVM_TDP_MMU_SPTE_CHANGED, X, 1, LEAF, Spte.NONPRESENT)
                        .andThen(told(Event.KVM_TDP_MMU_SPTE_CHANGED, X, 1, LEAF, Spte.NONPRESENT)));
        assertThat(histories.stream().map(MonitorsTest::after).toList()).doesNotHaveDuplicates();
    }
}
