package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
                String busy = isTree ? PairSearch.TREE_BUSY : isSame ? PairSearch.ENTRY_BUSY : null;
                String name = one + " " + first + " and " + other + " " + second;
                tests.add(dynamicTest(name, () -> {
                    Set<String> refusals =
                            PairSearch.hosts(PairSearch.call(one, first), PairSearch.call(other, second));
                    assertThat(refusals).isEqualTo(PairSearch.both(busy));
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
                    () -> assertThat(PairSearch.hosts("seamcall " + TRACK, PairSearch.call(leaf, "x 4K")))
                            .isEmpty()));
        }
        tests.add(dynamicTest(
                TRACK,
                () -> assertThat(PairSearch.hosts("seamcall " + TRACK, "seamcall " + TRACK))
                        .isEqualTo(PairSearch.both(PairSearch.EPOCH_BUSY))));
        return tests;
    }

    /** PAGE.ADD has the TD for itself; it comes too late here, and has it all the same until it returns. */
    @TestFactory
    List<DynamicTest> addRefusesAndIsRefused() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String leaf : AT_4K) {
            tests.add(dynamicTest(
                    leaf,
                    () -> assertThat(PairSearch.hosts(PairSearch.call(ADD, "x[1]"), PairSearch.call(leaf, "x 4K")))
                            .isEqualTo(PairSearch.both(PairSearch.TDR_BUSY))));
        }
        tests.add(dynamicTest(
                ADD,
                () -> assertThat(PairSearch.hosts(PairSearch.call(ADD, "x"), PairSearch.call(ADD, "x[1]")))
                        .isEqualTo(PairSearch.both(PairSearch.TDR_BUSY))));
        return tests;
    }

    /** The guest is inside before the host begins; it is not inside for ever, so only refusals of both count. */
    @TestFactory
    List<DynamicTest> acceptMeetsWhoIsAtItsEntry() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String leaf : AT_4K) {
            tests.add(dynamicTest(
                    leaf + " at the entry",
                    () -> assertThat(PairSearch.guest("accept x", PairSearch.call(leaf, "x 4K")))
                            .isEqualTo(PairSearch.both(PairSearch.ENTRY_BUSY))));
            tests.add(dynamicTest(
                    leaf + " elsewhere",
                    () -> assertThat(PairSearch.guest("accept x", PairSearch.call(leaf, "x[1] 4K")))
                            .isEmpty()));
        }
        tests.add(dynamicTest(
                TRACK,
                () -> assertThat(PairSearch.guest("accept x", "seamcall " + TRACK))
                        .isEmpty()));
        return tests;
    }

    @TestFactory
    List<DynamicTest> enterMeetsTrackAlone() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String leaf : AT_4K) {
            tests.add(dynamicTest(
                    leaf,
                    () -> assertThat(PairSearch.entering(PairSearch.call(leaf, "x 4K")))
                            .isEmpty()));
        }
        tests.add(dynamicTest(
                TRACK,
                () -> assertThat(PairSearch.entering("seamcall " + TRACK))
                        .isEqualTo(PairSearch.both(PairSearch.EPOCH_BUSY))));
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
                    leaf,
                    () -> assertThat(PairSearch.suspected(PairSearch.call(leaf, "x[1] 4K")))
                            .isEqualTo(PairSearch.both(PairSearch.TREE_BUSY))));
        }
        for (String leaf : AT_2M) {
            tests.add(dynamicTest(
                    leaf + " of 2M",
                    () -> assertThat(PairSearch.suspected(PairSearch.call(leaf, "y 2M")))
                            .isEqualTo(PairSearch.both(PairSearch.TREE_BUSY))));
        }
        tests.add(dynamicTest(
                TRACK,
                () -> assertThat(PairSearch.suspected("seamcall " + TRACK))
                        .isEqualTo(PairSearch.both(PairSearch.EPOCH_BUSY))));
        return tests;
    }

    @Test
    void twoOfThemMeetAtTheTree() {
        assertThat(PairSearch.twoSuspected())
                .contains("0 by 1: " + PairSearch.TREE_BUSY, "1 by 0: " + PairSearch.TREE_BUSY);
    }
}
