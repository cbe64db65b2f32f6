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
 * <p>Names: SADD is SEPT.ADD at level 1, AUG at level 0 (at level 1 against SADD, which refuses it before it looks), VP
 * is VP.ENTER between its steps, run a vCPU in the guest, ACC an ACCEPT that has locked its entry. A 2M AUG cannot hold
 * an entry, so AUG against SADD on one entry has one order only.
 */
final class BusyPairTest {
    private static final int FIRST = 0;
    private static final int SECOND = 1;

    @ParameterizedTest(name = "{1} while {0}, {2} entry")
    @CsvSource({
        "SADD, SADD, same,  8000020000000001, TDH_MEM_SEPT_ADD",
        "SADD, SADD, other, ok,",
        "SADD, AUG,  same,  8000020000000001, TDH_MEM_SEPT_ADD",
        "SADD, AUG,  other, ok,",
        "SADD, VP,   other, ok,",
        "SADD, ACC,  same,  8000020000000001, TDH_MEM_SEPT_ADD",
        "SADD, ACC,  other, ok,",
        "AUG,  SADD, other, ok,",
        "AUG,  AUG,  same,  8000020000000001, TDH_MEM_PAGE_AUG",
        "AUG,  AUG,  other, ok,",
        "AUG,  VP,   other, ok,",
        "AUG,  ACC,  same,  8000020000000001, TDH_MEM_PAGE_AUG",
        "AUG,  ACC,  other, ok,",
        "VP,   SADD, other, ok,",
        "VP,   AUG,  other, ok,",
        "VP,   VP,   other, ok,",
        "VP,   VP,   same,  8000070100000000,",
        "VP,   ACC,  other, ok,",
        "run,  SADD, other, ok,",
        "run,  AUG,  other, ok,",
        "run,  VP,   other, ok,",
        "run,  VP,   same,  8000070100000000,",
        "run,  ACC,  other, ok,",
        "ACC,  SADD, same,  8000020000000001, TDG_MEM_PAGE_ACCEPT",
        "ACC,  SADD, other, ok,",
        "ACC,  AUG,  same,  8000020000000001, TDG_MEM_PAGE_ACCEPT",
        "ACC,  AUG,  other, ok,",
        "ACC,  VP,   other, ok,",
        "ACC,  ACC,  same,  8000020000000001, TDG_MEM_PAGE_ACCEPT",
        "ACC,  ACC,  other, ok,",
    })
    void laterLoses(String first, String second, String where, String expected, Leaf holder) {
        TdxRig rig = TdxRig.withTables();
        int level = first.equals("SADD") || second.equals("SADD") ? 1 : 0;
        rig.enter(2);
        rig.enter(3);
        hold(rig, first, where.equals("same") ? level : ownLevel(first));
        SortedMap<Long, Long> before = rig.wordsWithoutHostPriority();
        rig.traced.clear();
        Message reply = arrive(rig, second, where.equals("same"), where.equals("same") ? level : ownLevel(second));

        List<TdxRig.Traced> busy = rig.traced(Event.SEAMCALL_BUSY);
        if (expected.equals("ok")) {
            assertThat(reply).isNull();
            assertThat(busy).isEmpty();
            finishAll(rig);
            return;
        }
        assertThat(Long.toHexString(status(reply))).isEqualTo(expected);
        assertThat(rig.wordsWithoutHostPriority()).isEqualTo(before);
        assertThat(busy).hasSize(holder == null ? 0 : 1);
        if (holder != null) {
            assertThat(CallName.leaf(busy.get(0).d())).isEqualTo(holder);
            assertThat(busy.get(0).c()).isEqualTo(status(reply));
            boolean isHost = !second.equals("ACC");
            assertThat(rig.hasHostPriority(level, TdxRig.Z)).isEqualTo(isHost && level == 1);
            assertThat(rig.hasHostPriority(level, TdxRig.X)).isEqualTo(isHost && level == 0);
        }
        finishAll(rig);
    }

    private static int ownLevel(String kind) {
        return kind.equals("SADD") ? 1 : 0;
    }

    /** Level 1 has no table at Z and W; level 0 has one at X. */
    private static long gfn(int level, boolean isSame) {
        return level == 1 ? TdxRig.Z : isSame ? TdxRig.X : TdxRig.Y;
    }

    private static void hold(TdxRig rig, String kind, int level) {
        switch (kind) {
            case "SADD" -> rig.beginSeptAdd(FIRST, 1, TdxRig.Z, TdxRig.PAGE);
            case "AUG" -> rig.beginAug(FIRST, TdxRig.X, TdxRig.PAGE);
            case "VP" -> rig.beginEnter(FIRST, 0);
            case "run" -> rig.enter(FIRST);
            case "ACC" -> {
                rig.beginAccept(2, level, gfn(level, true));
                rig.step(2);
            }
            default -> throw new AssertionError(kind);
        }
    }

    /** Runs the later call up to where it holds all its locks; its reply, if it was refused. */
    private static Message arrive(TdxRig rig, String kind, boolean isSame, int level) {
        int lp = kind.equals("ACC") ? 3 : SECOND;
        switch (kind) {
            case "SADD" -> rig.beginSeptAdd(lp, 1, isSame ? TdxRig.Z : TdxRig.W, TdxRig.OTHER_PAGE);
            case "AUG" ->
                rig.begin(
                        lp,
                        Leaf.TDH_MEM_PAGE_AUG,
                        Tdx.pageInfo(gfn(level, isSame), level),
                        rig.layout.tdr(),
                        TdxRig.OTHER_PAGE << 12);
            case "VP" -> rig.beginEnter(lp, isSame ? 0 : 1);
            case "ACC" -> {
                rig.beginAccept(lp, level, gfn(level, isSame));
                rig.step(lp);
            }
            default -> throw new AssertionError(kind);
        }
        return rig.isInFlight(lp) ? null : rig.reply(lp);
    }

    private static long status(Message reply) {
        return reply instanceof Tdx.GuestReturn toGuest ? toGuest.status() : ((Tdx.Return) reply).status();
    }

    private static void finishAll(TdxRig rig) {
        for (int lp = 0; lp < 4; lp++) {
            while (rig.isInFlight(lp)) {
                rig.step(lp);
            }
        }
        assertThat(rig.locksHeld()).isEmpty();
        assertThat(rig.view.isAtRest()).isTrue();
    }
}
