package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: of two calls that overlap in any way, the module refuses whom the table of its locks says, with that operand,
 * and nobody else. Method: for each pair a script of two logical processors, searched to its end; all refusals that any
 * schedule meets are collected.
 *
 * <p>A call that fails holds its locks to its end like one that succeeds, so the entry is just there, as it is.
 */
class PairsExploreTest {
    private static final int STATES_MAX = 100_000;
    private static final String ENTRY_BUSY = "8000020000000001";
    private static final String TDR_BUSY = "8000020000000002";
    private static final String TREE_BUSY = "8000020000000092";
    private static final String EPOCH_BUSY = "80000200000000a9";

    private static final List<String> AT_4K = List.of(
            "mem.page.aug",
            "mem.page.remove",
            "mem.page.relocate",
            "mem.sept.rd",
            "mem.range.block",
            "mem.range.unblock");
    private static final List<String> AT_2M = List.of(
            "mem.sept.add",
            "mem.sept.remove",
            "mem.page.aug",
            "mem.page.remove",
            "mem.page.promote",
            "mem.page.demote",
            "mem.sept.rd",
            "mem.range.block",
            "mem.range.unblock");
    private static final String TRACK = "mem.track";
    private static final String ADD = "mem.page.add";
    private static final String SUSPECTED = "zerostep(P0) = 7;";
    private static final Set<String> HOLD_THE_TREE = Set.of("mem.sept.remove", "mem.range.block", "mem.range.unblock");

    @TestFactory
    List<DynamicTest> atOneEntryOf4K() {
        return pairs(AT_4K, "x 4K", "x 4K", true);
    }

    @TestFactory
    List<DynamicTest> atTwoEntriesOf4K() {
        return pairs(AT_4K, "x 4K", "x[1] 4K", false);
    }

    @TestFactory
    List<DynamicTest> atOneEntryOf2M() {
        return pairs(AT_2M, "x 2M", "x 2M", true);
    }

    @TestFactory
    List<DynamicTest> atTwoEntriesOf2M() {
        return pairs(AT_2M, "x 2M", "y 2M", false);
    }

    private static List<DynamicTest> pairs(List<String> leaves, String first, String second, boolean isSame) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String one : leaves) {
            for (String other : leaves) {
                boolean isTree = HOLD_THE_TREE.contains(one) || HOLD_THE_TREE.contains(other);
                String busy = isTree ? TREE_BUSY : isSame ? ENTRY_BUSY : null;
                String name = one + " " + first + " and " + other + " " + second;
                tests.add(dynamicTest(name, () -> {
                    Set<String> refusals = hosts(call(one, first), call(other, second));
                    assertThat(refusals).isEqualTo(both(busy));
                }));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> trackIsInNobodysWayButAnothersTrack() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String leaf : AT_4K) {
            tests.add(dynamicTest(
                    leaf,
                    () -> assertThat(hosts("seamcall " + TRACK, call(leaf, "x 4K")))
                            .isEmpty()));
        }
        tests.add(dynamicTest(
                TRACK,
                () -> assertThat(hosts("seamcall " + TRACK, "seamcall " + TRACK))
                        .isEqualTo(both(EPOCH_BUSY))));
        return tests;
    }

    /** PAGE.ADD has the TD for itself; it comes too late here, and has it all the same until it returns. */
    @TestFactory
    List<DynamicTest> addRefusesAndIsRefused() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String leaf : AT_4K) {
            tests.add(dynamicTest(
                    leaf,
                    () -> assertThat(hosts(call(ADD, "x[1]"), call(leaf, "x 4K")))
                            .isEqualTo(both(TDR_BUSY))));
        }
        tests.add(dynamicTest(
                ADD, () -> assertThat(hosts(call(ADD, "x"), call(ADD, "x[1]"))).isEqualTo(both(TDR_BUSY))));
        return tests;
    }

    /** The guest is inside before the host begins; it is not inside for ever, so only refusals of both count. */
    @TestFactory
    List<DynamicTest> acceptMeetsWhoIsAtItsEntry() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String leaf : AT_4K) {
            tests.add(dynamicTest(
                    leaf + " at the entry",
                    () -> assertThat(guest("accept x", call(leaf, "x 4K"))).isEqualTo(both(ENTRY_BUSY))));
            tests.add(dynamicTest(
                    leaf + " elsewhere",
                    () -> assertThat(guest("accept x", call(leaf, "x[1] 4K"))).isEmpty()));
        }
        tests.add(dynamicTest(
                TRACK, () -> assertThat(guest("accept x", "seamcall " + TRACK)).isEmpty()));
        return tests;
    }

    @TestFactory
    List<DynamicTest> enterMeetsTrackAlone() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String leaf : AT_4K) {
            tests.add(dynamicTest(
                    leaf,
                    () -> assertThat(refusals(" P0 | VMM ;\n enter | " + call(leaf, "x 4K") + " ;\n"))
                            .isEmpty()));
        }
        tests.add(dynamicTest(
                TRACK,
                () -> assertThat(refusals(" P0 | VMM ;\n enter | seamcall " + TRACK + " ;\n"))
                        .isEqualTo(both(EPOCH_BUSY))));
        return tests;
    }

    /**
     * VP0: a vCPU that has faulted seven times at one instruction; it faults again, unless it gets the tree too late.
     */
    @TestFactory
    List<DynamicTest> theSuspectedNeedTheTreeForThemselves() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String leaf : AT_4K) {
            tests.add(dynamicTest(
                    leaf, () -> assertThat(suspected(call(leaf, "x[1] 4K"))).isEqualTo(both(TREE_BUSY))));
        }
        for (String leaf : AT_2M) {
            tests.add(dynamicTest(
                    leaf + " of 2M",
                    () -> assertThat(suspected(call(leaf, "y 2M"))).isEqualTo(both(TREE_BUSY))));
        }
        tests.add(dynamicTest(
                TRACK, () -> assertThat(suspected("seamcall " + TRACK)).isEqualTo(both(EPOCH_BUSY))));
        return tests;
    }

    @Test
    void twoOfThemMeetAtTheTree() {
        String facts = SUSPECTED + " zerostep(P1) = 7;";
        assertThat(refusals(facts, " P0 | P1 ;\n fault x[3] | fault x[3] ;\n"))
                .contains("0 by 1: " + TREE_BUSY, "1 by 0: " + TREE_BUSY);
    }

    private static Set<String> suspected(String call) {
        return refusals(SUSPECTED, " P0 | VMM ;\n fault x[2] | " + call + " ;\n");
    }

    private static String call(String leaf, String entry) {
        return "seamcall " + leaf + " " + entry + (leaf.equals("mem.page.relocate") ? " x[5]" : "");
    }

    private static Set<String> both(String busy) {
        return busy == null ? Set.of() : Set.of("0 by 1: " + busy, "1 by 0: " + busy);
    }

    private static Set<String> hosts(String one, String other) {
        return refusals(" VMM1 | VMM2 ;\n " + one + " | " + other + " ;\n");
    }

    private static Set<String> guest(String one, String other) {
        return refusals(" P0 | VMM ;\n S: read x[2] | wait S ;\n " + one + " | " + other + " ;\n");
    }

    private static Set<String> refusals(String script) {
        return refusals("", script);
    }

    private static Set<String> refusals(String facts, String script) {
        World world = Scene.of("pair", """
                TDX pair
                { slot 1 = 0x100+0x400 gmem; x = 0x100; y = 0x300; sept(x) = mapped; sept(x[1]) = mapped;
                  sept(x[2]) = mapped; sept(y) = mapped;""" + " " + facts + " }\n" + script).world();
        Judge judge = Judge.of(world);
        Refusals refusals = new Refusals();
        judge.setListener(refusals);
        Exhaustive search = new Exhaustive(judge, Limits.NONE.withStates(STATES_MAX), Findings.all());
        assertThat(search.search()).isEqualTo(SearchEnd.EXHAUSTED);
        return refusals.met;
    }

    /** Who was refused, by whom, with which status. */
    private static final class Refusals implements TraceSink {
        private final Set<String> met = new TreeSet<>();

        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            if (event == Event.SEAMCALL_BUSY) {
                String by = d < 0 ? "nobody" : Integer.toString(CallName.lp(d));
                met.add(CallName.lp(a) + " by " + by + ": " + Long.toHexString(c));
            }
        }
    }
}
