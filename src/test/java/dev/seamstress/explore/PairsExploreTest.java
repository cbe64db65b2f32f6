package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: of two that overlap in any way, the module refuses whom the table of its locks says, with that operand, and
 * nobody else. Method: for each pair of the table a script of two logical processors, searched to its end, at one entry
 * of each size that both can work on, and at two entries; all refusals that any schedule meets are collected, and are
 * those of both cells, of who comes second.
 *
 * <p>A call that fails holds its locks to its end like one that succeeds, so the entry is just there, as it is, and the
 * TD runs; leaves that build one come too late, and have it for themselves until they return. They are searched once
 * more in a TD that is not final.
 *
 * <p>What cannot be, is not searched: two at one entry, if one of them is about none (TRK, WB, FIN, a TD's life, VP,
 * VP0, run), or one works on tables only (SADD, PRO, DEM, SREM) and the other on single pages (RLC, ADD, EXT); nobody
 * comes as {@code run}, as who comes is VP or VP0; and ACC does not come while another has the TD for itself, as that
 * is refused while a vCPU is in the guest. A vCPU is also VP before it is anything else.
 */
class PairsExploreTest {
    private static final PairKind[] KINDS = PairKind.values();

    @TestFactory
    List<DynamicTest> atOneEntry() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < KINDS.length; i++) {
            for (int j = i; j < KINDS.length; j++) {
                PairKind one = KINDS[i];
                PairKind other = KINDS[j];
                for (String size : PairKind.common(one, other)) {
                    tests.add(dynamicTest(
                            one.text() + " and " + other.text() + " at one entry of " + size,
                            () -> check(
                                    PairSearch.atOneEntry(PairSearch.Td.RUNNABLE, one, other, size),
                                    one,
                                    other,
                                    true)));
                }
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> atTwoEntries() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < KINDS.length; i++) {
            for (int j = i; j < KINDS.length; j++) {
                PairKind one = KINDS[i];
                PairKind other = KINDS[j];
                tests.add(dynamicTest(
                        one.text() + " and " + other.text() + " at two entries",
                        () -> check(PairSearch.atTwoEntries(PairSearch.Td.RUNNABLE, one, other), one, other, false)));
            }
        }
        return tests;
    }

    /** What builds a TD, with each call of the host, while it is built. */
    @TestFactory
    List<DynamicTest> whileTheTdIsBuilt() {
        List<DynamicTest> tests = new ArrayList<>();
        for (PairKind one : List.of(PairKind.ADD, PairKind.EXT, PairKind.FIN)) {
            for (PairKind other : KINDS) {
                if (!other.isGuest()) {
                    tests.add(dynamicTest(
                            one.text() + " and " + other.text(),
                            () -> check(
                                    PairSearch.atTwoEntries(PairSearch.Td.INITIALIZED, one, other),
                                    one,
                                    other,
                                    false)));
                }
            }
        }
        return tests;
    }

    /**
     * PROMOTE is at 512 entries besides. In a TD that runs their table is blocked then, so nobody of the host gets
     * below it; in one that is built, it need not be.
     */
    @TestFactory
    List<DynamicTest> promoteIsAtTheEntriesOfItsTable() {
        List<DynamicTest> tests = new ArrayList<>();
        for (PairKind other : KINDS) {
            if (!other.isGuest() && !PairKind.common(other, PairKind.RLC).isEmpty() && !other.ownsTd()) {
                tests.add(dynamicTest(
                        "PRO and " + other.text() + " at an entry of its table",
                        () -> check(
                                PairSearch.atTableAndEntry(PairSearch.Td.INITIALIZED, PairKind.PRO, other),
                                PairKind.PRO,
                                other,
                                true)));
            }
        }
        return tests;
    }

    /** What the table writes {@code p}: no lock, but the epoch that a vCPU in the guest came in. */
    @Test
    void trackFindsWhoIsInTheGuestSinceTheEpochBefore() {
        for (String guest : List.of("read x[2]", "accept x")) {
            assertThat(PairSearch.answersToTracks(guest)).containsExactly("PREVIOUS_TLB_EPOCH_BUSY", "SUCCESS");
        }
    }

    private static void check(Set<String> found, PairKind one, PairKind other, boolean isSame) {
        Set<String> required = expected(one, other, isSame);
        Set<String> allowed = new TreeSet<>(required);
        if (one.isGuest()) {
            allowed.addAll(expected(PairKind.VP, other, isSame));
        }
        if (other.isGuest()) {
            allowed.addAll(expected(one, PairKind.VP, isSame));
        }
        assertThat(found).containsAll(required);
        assertThat(allowed).containsAll(found);
    }

    /** {@code one} is column 0. Of a vCPU that is in the guest, or on its way, nobody's call holds the TDR. */
    static Set<String> expected(PairKind one, PairKind other, boolean isSame) {
        Set<String> expected = new TreeSet<>();
        String first = one.refusedBy(other, isSame);
        String second = other.refusedBy(one, isSame);
        if (first != null) {
            expected.add("0 by " + (one.ownsTd() && other.isGuest() ? "nobody" : "1") + ": " + first);
        }
        if (second != null) {
            expected.add("1 by " + (other.ownsTd() && one.isGuest() ? "nobody" : "0") + ": " + second);
        }
        return expected;
    }
}
