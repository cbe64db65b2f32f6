package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: which pairs of calls that overlap refuse each other, and who is told what. Method: one call of each kind holds
 * its locks; one of each kind arrives, on the same entry and on another. The later one loses.
 *
 * <p>Names: SADD is SEPT.ADD of a table, RD is SEPT.RD, REM is PAGE.REMOVE, BLK is RANGE.BLOCK, TRK is MEM.TRACK, WB is
 * PHYMEM.PAGE.WBINVD, VP is VP.ENTER in its first moment, while it has the epoch lock, run a vCPU in the guest, ACC an
 * ACCEPT that has locked its entry. A pair meets on an entry at the level where both can: 1 with SADD, else 0.
 *
 * <p>Shape: {@code e} BUSY|RCX if on the same entry; {@code T} BUSY|SEPT_TREE always; {@code E} BUSY|TD_EPOCH;
 * {@code p} PREVIOUS_TLB_EPOCH_BUSY if the epoch says so, which it does not here; {@code .} never; {@code -} cannot be.
 * Source: the module's locks, leaf by leaf.
 */
final class BusyPairTest {
    /** A row is who was first, a column who came later. A 2M AUG or REMOVE cannot hold an entry: see the dashes. */
    @ParameterizedTest(name = "after {0}")
    @CsvSource({
        "SADD, e, e, e, e, T, ., ., e, .",
        "AUG,  -, e, e, e, T, ., ., e, .",
        "REM,  -, e, e, e, T, ., ., e, .",
        "RD,   e, e, e, e, T, ., ., e, .",
        "BLK,  T, T, T, T, T, ., ., e, .",
        "TRK,  ., ., ., ., ., E, E, ., .",
        "VP,   ., ., ., ., ., E, ., ., .",
        "run,  ., ., ., ., ., ., ., ., .",
        "ACC,  e, e, e, e, e, ., ., e, .",
        "WB,   ., ., ., ., ., ., ., ., .",
    })
    void laterLoses(
            String first,
            String sadd,
            String aug,
            String rem,
            String rd,
            String blk,
            String trk,
            String vp,
            String acc,
            String wb) {
        List<String> later = List.of("SADD", "AUG", "REM", "RD", "BLK", "TRK", "VP", "ACC", "WB");
        List<String> cells = List.of(sadd, aug, rem, rd, blk, trk, vp, acc, wb);
        for (int i = 0; i < later.size(); i++) {
            String second = later.get(i);
            check(first, second, false, expected(cells.get(i), false));
            if (!cells.get(i).equals("-") && isAboutAnEntry(first) && isAboutAnEntry(second)) {
                check(first, second, true, expected(cells.get(i), true));
            }
        }
    }

    private static long expected(String cell, boolean isSame) {
        return switch (cell) {
            case "e" -> isSame ? 0x8000020000000001L : 0;
            case "T" -> 0x8000020000000092L;
            case "E" -> 0x80000200000000A9L;
            case ".", "-" -> 0;
            default -> throw new AssertionError(cell);
        };
    }

    private static boolean isAboutAnEntry(String kind) {
        return !List.of("TRK", "VP", "run", "WB").contains(kind);
    }

    private static void check(String first, String second, boolean isSame, long expected) {
        String name = second + " after " + first + (isSame ? " on the same entry" : " elsewhere");
        Meeting meeting = new Meeting(first.equals("SADD") || second.equals("SADD") ? 1 : 0, isSame);
        TdxRig rig = meeting.rig;
        Meeting.Spot firstSpot = meeting.spotOfTheFirst(first);
        Meeting.Spot spot = meeting.spotOfTheSecond(second);
        meeting.prepare(first, firstSpot);
        if (!isSame) {
            meeting.prepare(second, spot);
        }
        rig.enter(2);
        rig.enter(3);
        meeting.begin(first, true, firstSpot);
        assertThat(rig.view.isLocked(spot.level(), spot.gfn())).as(name).isEqualTo(isSame);
        SortedMap<Long, Long> before = rig.wordsWithoutHostPriority();
        rig.traced.clear();
        int lp = meeting.begin(second, false, spot);

        assertThat(rig.traced(Event.SEAMCALL_BUSY)).as(name).hasSize(expected == 0 ? 0 : 1);
        if (expected == 0) {
            assertThat(rig.view.isInCall(lp) && !rig.view.isFailing(lp))
                    .as(name)
                    .isTrue();
            meeting.finishAll();
            return;
        }
        boolean isHostOnEntry = expected == 0x8000020000000001L && !second.equals("ACC");
        assertThat(rig.hasHostPriority(spot.level(), spot.gfn())).as(name).isEqualTo(isHostOnEntry);
        assertThat(status(rig.finish(lp))).as(name).isEqualTo(expected);
        assertThat(rig.wordsWithoutHostPriority()).as(name).isEqualTo(before);
        TdxRig.Traced busy = rig.traced(Event.SEAMCALL_BUSY).get(0);
        assertThat(CallName.leaf(busy.d())).as(name).isEqualTo(leaf(first));
        assertThat(busy.c()).as(name).isEqualTo(expected);
        meeting.finishAll();
    }

    private static Leaf leaf(String kind) {
        return switch (kind) {
            case "SADD" -> Leaf.TDH_MEM_SEPT_ADD;
            case "AUG" -> Leaf.TDH_MEM_PAGE_AUG;
            case "REM" -> Leaf.TDH_MEM_PAGE_REMOVE;
            case "RD" -> Leaf.TDH_MEM_SEPT_RD;
            case "BLK" -> Leaf.TDH_MEM_RANGE_BLOCK;
            case "TRK" -> Leaf.TDH_MEM_TRACK;
            case "VP" -> Leaf.TDH_VP_ENTER;
            case "ACC" -> Leaf.TDG_MEM_PAGE_ACCEPT;
            default -> throw new AssertionError(kind);
        };
    }

    private static long status(Message reply) {
        return reply instanceof Tdx.GuestReturn toGuest ? toGuest.status() : ((Tdx.Return) reply).status();
    }
}
