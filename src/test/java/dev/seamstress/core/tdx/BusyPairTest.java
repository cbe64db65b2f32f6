package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: which pairs of calls that overlap refuse each other, and who is told what. Method: one call of each kind holds
 * its locks; one of each kind arrives, on the same entry and on another. The later one loses. A test for each cell.
 *
 * <p>Names: as {@link Meeting} has them. A pair meets on an entry at a level where both can: 1 if one of them works on
 * a table, else 0; where no level will do, it does not meet.
 *
 * <p>Shape: {@code e} BUSY|RCX if on the same entry; {@code T} BUSY|SEPT_TREE always; {@code E} BUSY|TD_EPOCH;
 * {@code R} BUSY always, on the operand that is the TDR; {@code p} PREVIOUS_TLB_EPOCH_BUSY if the epoch says so, which
 * it does not here; {@code .} never; {@code -} cannot be. VP0 meets TRK as VP does, in its first moment, and has the
 * tree alone in its second. Source: the module's locks, leaf by leaf.
 */
final class BusyPairTest {
    static final String COLUMNS = "SADD AUG REM RLC RD PRO DEM SREM BLK UNB TRK VP VP0 ACC WB ADD EXT FIN";

    /** A row is who was first, a column who came later. */
    static final List<String> ROWS = List.of(
            "SADD e   e   e   e   e  e   e   T    T   T   .   .  T   e  .  R   R   R",
            "AUG  e   e   e   e   e  e   e   T    T   T   .   .  T   e  .  R   R   R",
            "REM  e   e   e   e   e  e   e   T    T   T   .   .  T   e  .  R   R   R",
            "RLC  e   e   e   e   e  e   e   T    T   T   .   .  T   e  .  R   R   R",
            "RD   e   e   e   e   e  e   e   T    T   T   .   .  T   e  .  R   R   R",
            "PRO  e   e   e   e   e  e   e   T    T   T   .   .  T   e  .  R   R   R",
            "DEM  e   e   e   e   e  e   e   T    T   T   .   .  T   e  .  R   R   R",
            "SREM T   T   T   T   T  T   T   T    T   T   .   .  T   e  .  R   R   R",
            "BLK  T   T   T   T   T  T   T   T    T   T   .   .  T   e  .  R   R   R",
            "UNB  T   T   T   T   T  T   T   T    T   T   .   .  T   e  .  R   R   R",
            "TRK  .   .   .   .   .  .   .   .    .   .   E   E  E   .  .  R   R   R",
            "VP   .   .   .   .   .  .   .   .    .   .   E   .  .   .  .  R   R   R",
            "VP0  T   T   T   T   T  T   T   T    T   T   .   .  T   .  .  R   R   R",
            "run  .   .   .   .   .  .   .   .    .   .   .   .  .   .  .  R   R   R",
            "ACC  e   e   e   e   e  e   e   e    e   e   .   .  .   e  .  R   R   R",
            "WB   .   .   .   .   .  .   .   .    .   .   .   .  .   .  .  .   .   .",
            "ADD  R   R   R   R   R  R   R   R    R   R   R   R  R   -  .  R   R   R",
            "EXT  R   R   R   R   R  R   R   R    R   R   R   R  R   -  .  R   R   R",
            "FIN  R   R   R   R   R  R   R   R    R   R   R   R  R   -  .  R   R   R");

    @TestFactory
    List<DynamicTest> laterLoses() {
        List<DynamicTest> tests = new ArrayList<>();
        String[] later = COLUMNS.split(" ");
        for (String row : ROWS) {
            String[] cells = row.split(" +");
            for (int i = 0; i < later.length; i++) {
                String first = cells[0];
                String second = later[i];
                String cell = cells[1 + i];
                if (cell.equals("-")) {
                    continue;
                }
                String name = second + " arrives during " + first;
                tests.add(dynamicTest(
                        name + " elsewhere: " + cell,
                        () -> check(first, second, 0, false, expected(cell, second, false))));
                int level = Meeting.commonLevel(first, second);
                if (level >= 0) {
                    tests.add(dynamicTest(
                            name + " on the same entry: " + cell,
                            () -> check(first, second, level, true, expected(cell, second, true))));
                }
            }
        }
        return tests;
    }

    private static long expected(String cell, String second, boolean isSame) {
        return switch (cell) {
            case "R" -> tdrBusy(second);
            case "e" -> isSame ? 0x8000020000000001L : 0;
            case "T" -> 0x8000020000000092L;
            case "E" -> 0x80000200000000A9L;
            case "." -> 0;
            default -> throw new AssertionError(cell);
        };
    }

    /** The operand that is the TDR. */
    static long tdrBusy(String second) {
        return switch (second) {
            case "TRK", "FIN" -> 0x8000020000000001L;
            case "VP", "VP0" -> 0x8000020000000080L;
            default -> 0x8000020000000002L;
        };
    }

    private static void check(String first, String second, int level, boolean isSame, long expected) {
        Meeting meeting = new Meeting(first, second, level, isSame);
        TdxRig rig = meeting.rig;
        Meeting.Spot spot = meeting.spotOfTheSecond(second);
        meeting.beginFirst(first, second);
        assertThat(rig.view.isLocked(spot.level(), spot.gfn())).isEqualTo(isSame && !Meeting.ownsTd(first));
        SortedMap<Long, Long> before = rig.wordsWithoutHostPriority();
        rig.traced.clear();
        int lp = meeting.begin(second, false, spot);

        assertThat(rig.traced(Event.SEAMCALL_BUSY)).hasSize(expected == 0 ? 0 : 1);
        if (expected == 0) {
            assertThat(rig.view.isInCall(lp) && !rig.view.isFailing(lp)).isTrue();
            meeting.finishAll();
            return;
        }
        boolean isHostOnEntry = isSame
                && expected == 0x8000020000000001L
                && !List.of("ACC", "FIN").contains(second);
        assertThat(rig.hasHostPriority(spot.level(), spot.gfn())).isEqualTo(isHostOnEntry);
        assertThat(Long.toHexString(status(rig.finish(lp)))).isEqualTo(Long.toHexString(expected));
        assertThat(rig.wordsWithoutHostPriority()).isEqualTo(before);
        TdxRig.Traced busy = rig.traced(Event.SEAMCALL_BUSY).get(0);
        boolean isByGuest =
                Meeting.ownsTd(second) && List.of("run", "ACC", "VP", "VP0").contains(first);
        assertThat(CallName.isCall(busy.d())).isEqualTo(!isByGuest);
        if (!isByGuest) {
            assertThat(CallName.leaf(busy.d())).isEqualTo(Meeting.leaf(first));
        }
        assertThat(busy.c()).isEqualTo(expected);
        meeting.finishAll();
    }

    private static long status(Message reply) {
        return reply instanceof Tdx.GuestReturn toGuest ? toGuest.status() : ((Tdx.Return) reply).status();
    }
}
