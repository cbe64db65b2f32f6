package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.ModuleVariant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the calls fail that a scenario names, as it says, and no others. Method: each outcome on each leaf; each way to
 * name a call; all orders of the messages where a call may fail or not.
 */
final class InjectionTest {
    private static final GfnRange X_ONLY = GfnRange.of(TdxRig.X, 1);

    private static TdxRig rig(Injection... injections) {
        return TdxRig.of(ModuleVariant.V1_5_01, OpState.RUNNABLE, ModuleUse.ANY.with(List.of(injections)), facts -> {
            TdxRig.tables(facts);
            facts.page(SeptState.MAPPED, TdxRig.Y, TdxRig.OTHER_PAGE);
        });
    }

    private static Injection once(Injection.Outcome outcome, Leaf leaf) {
        return Injection.nth(1, outcome, Injection.ANYONE, leaf, null);
    }

    private static Message call(TdxRig rig, Leaf leaf) {
        switch (leaf) {
            case TDH_VP_ENTER -> rig.beginEnter(1, 1);
            case TDH_MEM_SEPT_ADD -> rig.beginMem(1, Leaf.TDH_MEM_SEPT_ADD, 1, TdxRig.Z, TdxRig.PAGE);
            case TDH_MEM_PAGE_AUG -> rig.beginAug(1, TdxRig.X, TdxRig.PAGE);
            case TDG_MEM_PAGE_ACCEPT -> rig.beginAccept(1, 0, TdxRig.Y);
            case TDH_MEM_RANGE_BLOCK -> rig.beginBlock(1, 0, TdxRig.Y);
            case TDH_MEM_PAGE_REMOVE -> rig.beginRemove(1, TdxRig.Y);
            case TDH_MEM_SEPT_RD -> rig.beginMem(1, Leaf.TDH_MEM_SEPT_RD, 0, TdxRig.Y, 0);
            case TDH_MEM_TRACK -> rig.beginTrack(1);
            case TDH_PHYMEM_PAGE_WBINVD -> rig.beginWbinvd(1, TdxRig.PAGE);
            default -> throw new AssertionError(leaf);
        }
        return rig.finish(1);
    }

    private static long status(Message reply) {
        if (reply instanceof Tdx.Return toHost) {
            return toHost.status();
        }
        return reply instanceof Tdx.GuestReturn toGuest ? toGuest.status() : 0;
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "BUSY,        TDH_VP_ENTER,           8000020000000001",
        "BUSY,        TDH_MEM_SEPT_ADD,       8000020000000001",
        "BUSY,        TDH_MEM_PAGE_AUG,       8000020000000001",
        "BUSY,        TDG_MEM_PAGE_ACCEPT,    8000020000000001",
        "BUSY,        TDH_MEM_RANGE_BLOCK,    8000020000000001",
        "BUSY,        TDH_MEM_PAGE_REMOVE,    8000020000000001",
        "BUSY,        TDH_MEM_SEPT_RD,        8000020000000001",
        "BUSY,        TDH_MEM_TRACK,          80000200000000a9",
        "BUSY,        TDH_PHYMEM_PAGE_WBINVD, 8000020000000001",
        "INTERRUPTED, TDH_VP_ENTER,           8000000400000000",
        "INTERRUPTED, TDH_MEM_PAGE_AUG,       8000000400000000",
        "INTERRUPTED, TDG_MEM_PAGE_ACCEPT,    8000000400000000",
        "INTERRUPTED, TDH_MEM_TRACK,          8000000400000000",
        "ERROR,       TDH_VP_ENTER,           c000010000000000",
        "ERROR,       TDH_MEM_PAGE_AUG,       c000010000000000",
        "ERROR,       TDG_MEM_PAGE_ACCEPT,    c000010000000000",
        "ERROR,       TDH_PHYMEM_PAGE_WBINVD, c000010000000000",
    })
    void aCallFailsWithoutEffect(Injection.Outcome outcome, Leaf leaf, String expected) {
        TdxRig rig = rig(once(outcome, leaf));
        if (leaf.isGuests()) {
            rig.enter(1);
        }
        SortedMap<Long, Long> before = rig.words();
        before.put(rig.layout.injection(0), 1L);
        rig.traced.clear();
        Message reply = call(rig, leaf);

        assertThat(Long.toHexString(status(reply))).isEqualTo(expected);
        assertThat(rig.words()).isEqualTo(before);
        assertThat(rig.traced.get(rig.traced.size() - 1).event()).isEqualTo(Event.SEAMCALL_DONE);
        List<TdxRig.Traced> busy = rig.traced(Event.SEAMCALL_BUSY);
        assertThat(busy).hasSize(outcome == Injection.Outcome.BUSY ? 1 : 0);
        busy.forEach(each -> assertThat(CallName.isCall(each.d())).isFalse());
        if (reply instanceof Tdx.Return toHost) {
            boolean isInterrupted = outcome == Injection.Outcome.INTERRUPTED;
            assertThat(toHost.rdx()).isEqualTo(isInterrupted && leaf == Leaf.TDH_MEM_PAGE_AUG ? rig.layout.tdr() : 0);
        }
        assertThat(Long.toHexString(status(call(rig, leaf)))).as("only once").isNotEqualTo(expected);
    }

    @Test
    void theNthCallAndNoOther() {
        TdxRig rig = rig(Injection.nth(3, Injection.Outcome.ERROR, Injection.ANYONE, Leaf.TDH_MEM_SEPT_RD, null));
        List<Boolean> hasFailed = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            hasFailed.add(rig.septRd(0, TdxRig.X).status() != 0);
        }
        assertThat(hasFailed).containsExactly(false, false, true, false, false, false);
        assertThat(rig.memory.read(rig.layout.injection(0)))
                .as("it stops counting")
                .isEqualTo(3);
    }

    @Test
    void ofOneThread() {
        TdxRig rig = rig(Injection.nth(1, Injection.Outcome.BUSY, 5, Leaf.TDH_MEM_TRACK, null));
        assertThat(rig.track().status()).as("of lp 7").isZero();
        rig.beginTrack(5);
        assertThat(status(rig.finish(5))).isEqualTo(0x80000200000000A9L);
    }

    @ParameterizedTest(name = "gfns {0}+{1}, {2} at level {3}: {4}")
    @CsvSource({
        "200, 1,   200, 0, true",
        "200, 1,   201, 0, false",
        "1ff, 1,   200, 0, false",
        "300, 1,   200, 1, true",
        "400, 1,   200, 1, false",
        "7ff, 1,   0,   2, true",
        "0,   512, 200, 1, false",
        "200, 1,   200, 7, false",
    })
    void ofSomeGfns(String first, long pages, String gfn, int level, boolean isHit) {
        GfnRange gfns = GfnRange.of(Long.parseLong(first, 16), pages);
        TdxRig rig = rig(Injection.nth(1, Injection.Outcome.INTERRUPTED, Injection.ANYONE, Leaf.TDH_MEM_SEPT_RD, gfns));
        boolean hasFailed = TdxStatus.INTERRUPTED_RESTARTABLE.is(
                rig.septRd(level, Long.parseLong(gfn, 16)).status());
        assertThat(hasFailed).isEqualTo(isHit);
    }

    @Test
    void ofTheGfnThatAWbinvdIsSaidToBeAbout() {
        TdxRig rig =
                rig(Injection.nth(1, Injection.Outcome.ERROR, Injection.ANYONE, Leaf.TDH_PHYMEM_PAGE_WBINVD, X_ONLY));
        rig.begin(7, Leaf.TDH_PHYMEM_PAGE_WBINVD, TdxRig.PAGE << 12, 0, Tdx.pageInfo(TdxRig.Y, 0));
        assertThat(status(rig.finish(7))).isZero();
        rig.begin(7, Leaf.TDH_PHYMEM_PAGE_WBINVD, TdxRig.PAGE << 12, 0, Tdx.pageInfo(TdxRig.X, 0));
        assertThat(status(rig.finish(7))).isEqualTo(Injection.ERROR_STATUS);
    }

    /** Each counts for itself; where two are at their call the first in the list decides. */
    @Test
    void several() {
        TdxRig rig = rig(
                Injection.nth(2, Injection.Outcome.BUSY, Injection.ANYONE, Leaf.TDH_MEM_SEPT_RD, null),
                Injection.nth(1, Injection.Outcome.ERROR, Injection.ANYONE, Leaf.TDH_MEM_SEPT_RD, X_ONLY),
                Injection.nth(2, Injection.Outcome.INTERRUPTED, Injection.ANYONE, Leaf.TDH_MEM_SEPT_RD, null));
        assertThat(rig.septRd(0, TdxRig.Y).status()).isZero();
        assertThat(rig.septRd(0, TdxRig.X).status()).isEqualTo(0x8000020000000001L);
        assertThat(rig.septRd(0, TdxRig.X).status()).as("all have been used up").isZero();
    }

    private static Injection any(Injection.Outcome outcome) {
        return Injection.any(outcome, Injection.ANYONE, Leaf.TDH_MEM_PAGE_AUG, null);
    }

    @Test
    void anyCallFailsIfTailsComesFirst() {
        TdxRig rig = rig(any(Injection.Outcome.BUSY));
        SortedMap<Long, Long> before = rig.words();
        rig.beginAug(1, TdxRig.X, TdxRig.PAGE);
        assertThat(rig.view.isTossed(1)).isTrue();
        assertThat(rig.locksHeld()).isEmpty();
        assertThatThrownBy(() -> rig.beginAug(1, TdxRig.X, TdxRig.PAGE)).isInstanceOf(ModelBug.class);
        rig.tails();
        assertThat(rig.view.isInCall(1)).as("until both have come").isTrue();
        rig.step(1);
        assertThat(rig.reply(1)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_AUG, 0x8000020000000001L, 0, 0));
        assertThat(rig.words()).isEqualTo(before);
        assertThat(rig.hasTails()).isFalse();
    }

    @Test
    void andIsMadeIfHeadsComesFirst() {
        TdxRig rig = rig(any(Injection.Outcome.BUSY));
        rig.beginAug(1, TdxRig.X, TdxRig.PAGE);
        rig.step(1);
        assertThat(rig.isInFlight(1)).isFalse();
        assertThat(rig.view.isTossed(1)).isTrue();
        rig.tails();
        assertThat(rig.view.isTossed(1)).isFalse();
        assertThat(rig.view.isLocked(0, TdxRig.X)).as("now it has begun").isTrue();
        assertThat(status(rig.finish(1))).isZero();
        assertThat(rig.state(0, TdxRig.X)).isEqualTo(SeptState.PENDING);
        assertThat(rig.view.isAtRest()).isTrue();
        assertThat(rig.memory.read(rig.layout.call(1, CallWord.RDX))).isZero();
    }

    @Test
    void tailsIsTheModulesOwn() {
        TdxRig rig = rig(any(Injection.Outcome.BUSY));
        assertThatThrownBy(() -> rig.deliver(TdxRig.MODULE, new Tdx.Tails(1))).isInstanceOf(ModelBug.class);
        rig.beginAug(1, TdxRig.X, TdxRig.PAGE);
        assertThatThrownBy(() -> rig.deliver(1, new Tdx.Tails(1))).isInstanceOf(ModelBug.class);
        rig.beginMem(2, Leaf.TDH_MEM_SEPT_RD, 0, TdxRig.Y, 0);
        assertThatThrownBy(() -> rig.deliver(TdxRig.MODULE, new Tdx.Tails(2))).isInstanceOf(ModelBug.class);
    }

    /** Two callers, and two ways to fail: all nine outcomes come, each order ends with nothing left over. */
    @Test
    void everyCombinationIsReached() {
        SortedSet<String> outcomes = new TreeSet<>();
        extend(new ArrayList<>(), outcomes);
        assertThat(outcomes)
                .containsExactly(
                        "INTERRUPTED_RESTARTABLE INTERRUPTED_RESTARTABLE",
                        "INTERRUPTED_RESTARTABLE OPERAND_BUSY|RCX",
                        "INTERRUPTED_RESTARTABLE SUCCESS",
                        "OPERAND_BUSY|RCX INTERRUPTED_RESTARTABLE",
                        "OPERAND_BUSY|RCX OPERAND_BUSY|RCX",
                        "OPERAND_BUSY|RCX SUCCESS",
                        "SUCCESS INTERRUPTED_RESTARTABLE",
                        "SUCCESS OPERAND_BUSY|RCX",
                        "SUCCESS SUCCESS");
    }

    /** Plays {@code order} from the start, and every order that continues it. */
    private static void extend(List<Integer> order, SortedSet<String> outcomes) {
        TdxRig rig = rig(any(Injection.Outcome.BUSY), any(Injection.Outcome.INTERRUPTED));
        rig.beginAug(0, TdxRig.X, TdxRig.PAGE);
        rig.beginAug(1, TdxRig.X + 2, TdxRig.PAGE + 2);
        for (int who : order) {
            deliver(rig, who);
        }
        boolean isOver = true;
        for (int who : new int[] {0, 1, TdxRig.MODULE}) {
            if (who == TdxRig.MODULE ? rig.hasTails() : rig.isInFlight(who)) {
                isOver = false;
                order.add(who);
                extend(order, outcomes);
                order.remove(order.size() - 1);
            }
        }
        if (isOver) {
            assertThat(rig.view.isAtRest()).isTrue();
            assertThat(rig.locksHeld()).isEmpty();
            outcomes.add(TdxStatus.name(status(rig.reply(0))) + " " + TdxStatus.name(status(rig.reply(1))));
        }
    }

    private static void deliver(TdxRig rig, int who) {
        if (who == TdxRig.MODULE) {
            rig.tails();
        } else {
            rig.step(who);
        }
    }

    /** A call that is about to be made to fail needs no coin. */
    @Test
    void theNthGoesBeforeAny() {
        TdxRig rig = rig(any(Injection.Outcome.INTERRUPTED), once(Injection.Outcome.BUSY, Leaf.TDH_MEM_PAGE_AUG));
        assertThat(rig.aug(TdxRig.X, TdxRig.PAGE).status()).isEqualTo(0x8000020000000001L);
        assertThat(rig.hasTails()).isFalse();
    }

    @Test
    void anAcceptAndAVpEnterCanBeTossedToo() {
        TdxRig rig = rig(
                Injection.any(Injection.Outcome.BUSY, Injection.ANYONE, Leaf.TDH_VP_ENTER, null),
                Injection.any(Injection.Outcome.BUSY, Injection.ANYONE, Leaf.TDG_MEM_PAGE_ACCEPT, null));
        rig.beginEnter(1, 1);
        rig.tails();
        rig.step(1);
        assertThat(rig.reply(1)).isEqualTo(new Tdx.Return(Leaf.TDH_VP_ENTER, 0x8000020000000001L, 0, 0));
        assertThat(rig.view.isAssociated(1)).isFalse();
        rig.beginEnter(1, 1);
        rig.step(1);
        rig.tails();
        assertThat(rig.finish(1)).isInstanceOf(Tdx.Entered.class);
        rig.beginAccept(1, 0, TdxRig.Y);
        rig.tails();
        rig.step(1);
        assertThat(rig.reply(1)).isEqualTo(new Tdx.GuestReturn(0x8000020000000001L));
    }

    @Test
    void injectionsMustMakeSense() {
        assertThatThrownBy(() -> Injection.nth(0, Injection.Outcome.BUSY, 0, Leaf.TDH_MEM_TRACK, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new Injection(Injection.Outcome.BUSY, 0, Leaf.TDH_MEM_TRACK, null, Injection.When.ANY, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Injection.nth(1, Injection.Outcome.BUSY, 0, Leaf.TDH_MEM_TRACK, X_ONLY))
                .isInstanceOf(IllegalArgumentException.class);
        List<Injection> tooMany = Collections.nCopies(257, once(Injection.Outcome.BUSY, Leaf.TDH_MEM_TRACK));
        assertThatThrownBy(() -> ModuleUse.ANY.with(tooMany)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyCallMayBeMadeToFail() {
        TdxRig rig = rig(Injection.every(Injection.Outcome.ERROR, 1, Leaf.TDH_MEM_RANGE_BLOCK, null));
        for (int i = 0; i < 3; i++) {
            assertThat(status(call(rig, Leaf.TDH_MEM_RANGE_BLOCK))).isEqualTo(Injection.ERROR_STATUS);
        }
    }
}
