package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.ModuleVariant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a call that fails stands in others' way until it has returned. Method: each place at which a call can fail,
 * with what it then holds; and what meets it there.
 */
final class FailingCallTest {
    private final TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, facts -> {
        TdxRig.tables(facts);
        facts.page(SeptState.PENDING, TdxRig.X, TdxRig.PAGE);
    });

    /** Holding only what nobody takes exclusively, a call ends where it fails. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "tree locked,       0",
        "epoch locked,      0",
        "no walk,           TREE",
        "entry locked,      TREE",
        "wrong state,       TREE SEPT_ENTRY",
        "page locked,       TREE SEPT_ENTRY",
        "page taken,        TREE PAGE SEPT_ENTRY",
        "block no walk,     TREE*",
        "block entry,       TREE*",
        "already blocked,   TREE* SEPT_ENTRY",
        "not blocked,       TREE PAGE SEPT_ENTRY",
        "not tracked,       TREE PAGE SEPT_ENTRY",
        "previous epoch,    EPOCH",
        "wbinvd not nobodys, PAGE",
        "vp enter epoch,    0",
    })
    void holdsUntilItReturns(String fault, String held) {
        fail(fault);
        boolean isOneStep = held.equals("0");
        assertThat(rig.isInFlight(7)).isEqualTo(!isOneStep);
        if (isOneStep) {
            assertThat(rig.view.isInCall(7)).isFalse();
            rig.reply(7);
            return;
        }
        assertThat(rig.view.isFailing(7)).isTrue();
        assertThat(rig.pendingNs(7)).isEqualTo(1600);
        for (ModuleLock lock :
                new ModuleLock[] {ModuleLock.TREE, ModuleLock.EPOCH, ModuleLock.PAGE, ModuleLock.SEPT_ENTRY}) {
            boolean isHeld = rig.view.holds(7, lock, ModuleLock.Mode.SHARED)
                    || rig.view.holds(7, lock, ModuleLock.Mode.EXCLUSIVE);
            assertThat(isHeld).as(lock.name()).isEqualTo(held.contains(lock.name()));
        }
        assertThat(rig.view.isExclusive(ModuleLock.TREE)).isEqualTo(held.contains("TREE*"));
        rig.finish(7);
        assertThat(rig.view.isInCall(7)).isFalse();
    }

    private void fail(String fault) {
        switch (fault) {
            case "tree locked" -> {
                rig.beginBlock(6, 0, TdxRig.X);
                rig.beginAug(7, TdxRig.Y, TdxRig.OTHER_PAGE);
            }
            case "epoch locked" -> {
                rig.beginTrack(6);
                rig.beginTrack(7);
            }
            case "no walk" -> rig.beginAug(7, TdxRig.Z, TdxRig.OTHER_PAGE);
            case "entry locked" -> {
                rig.beginMem(6, Leaf.TDH_MEM_SEPT_RD, 0, TdxRig.Y, 0);
                rig.beginAug(7, TdxRig.Y, TdxRig.OTHER_PAGE);
            }
            case "wrong state" -> rig.beginAug(7, TdxRig.X, TdxRig.OTHER_PAGE);
            case "page locked" -> {
                rig.beginAug(6, TdxRig.X + 2, TdxRig.OTHER_PAGE);
                rig.beginAug(7, TdxRig.Y, TdxRig.OTHER_PAGE);
            }
            case "page taken" -> rig.beginAug(7, TdxRig.Y, TdxRig.PAGE);
            case "block no walk" -> rig.beginBlock(7, 0, TdxRig.Z);
            case "block entry" -> {
                rig.enter(0);
                rig.beginAccept(0, 0, TdxRig.X);
                rig.step(0);
                rig.beginBlock(7, 0, TdxRig.X);
            }
            case "already blocked" -> {
                rig.set(SeptState.BLOCKED, 0, TdxRig.X, TdxRig.PAGE);
                rig.beginBlock(7, 0, TdxRig.X);
            }
            case "not blocked" -> rig.beginRemove(7, TdxRig.X);
            case "not tracked" -> {
                rig.set(SeptState.BLOCKED, 0, TdxRig.X, TdxRig.PAGE);
                rig.memory.write(rig.layout.bepoch(TdxRig.PAGE), 1);
                rig.beginRemove(7, TdxRig.X);
            }
            case "previous epoch" -> {
                rig.enter(0);
                rig.beginTrack(6);
                rig.finish(6);
                rig.beginTrack(7);
            }
            case "wbinvd not nobodys" -> rig.beginWbinvd(7, TdxRig.PAGE);
            case "vp enter epoch" -> {
                rig.beginTrack(6);
                rig.beginEnter(7, 3);
            }
            default -> throw new AssertionError(fault);
        }
    }

    /** The loser against an ACCEPT has the tree until it returns; a BLOCK elsewhere meets it there. */
    @Test
    void anAugThatLostToAcceptKeepsABlockOut() {
        rig.enter(0);
        rig.beginAccept(0, 0, TdxRig.Y);
        rig.step(0);
        rig.beginAug(7, TdxRig.Y, TdxRig.OTHER_PAGE);
        assertThat(rig.hasHostPriority(0, TdxRig.Y))
                .as("left in the first step")
                .isTrue();
        assertThat(rig.view.sharers(ModuleLock.TREE)).isEqualTo(1);
        rig.finish(0);
        rig.beginBlock(6, 0, TdxRig.X);
        assertThat(((Tdx.Return) rig.reply(6)).status()).isEqualTo(0x8000020000000092L);
        assertThat(rig.finish(7))
                .as("the failure and its details, as they were")
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_AUG, 0x8000020000000001L, 1L << 63, 0));
        assertThat(rig.traced(Event.SEAMCALL_BUSY).get(1).d()).isEqualTo(CallName.of(Leaf.TDH_MEM_PAGE_AUG, 7));
        assertThat(rig.block(0, TdxRig.X).status()).isZero();
    }

    /** Who was in the way is told when it happens, the end of the call when it ends. */
    @Test
    void theRefusalIsTracedAtOnceAndOnce() {
        rig.beginMem(6, Leaf.TDH_MEM_SEPT_RD, 0, TdxRig.Y, 0);
        rig.traced.clear();
        rig.beginAug(7, TdxRig.Y, TdxRig.OTHER_PAGE);
        assertThat(rig.traced)
                .extracting(TdxRig.Traced::event)
                .containsExactly(Event.SEAMCALL_BEGIN, Event.SEAMCALL_BUSY);
        assertThat(rig.traced(Event.SEAMCALL_BUSY).get(0).d()).isEqualTo(CallName.of(Leaf.TDH_MEM_SEPT_RD, 6));
        rig.traced.clear();
        rig.finish(7);
        assertThat(rig.traced)
                .containsExactly(new TdxRig.Traced(
                        Event.SEAMCALL_DONE, CallName.of(Leaf.TDH_MEM_PAGE_AUG, 7), TdxRig.Y, 0, 0x8000020000000001L));
    }

    @Test
    void aWbinvdAndAnAugOfOnePageRefuseEachOther() {
        rig.beginWbinvd(6, TdxRig.OTHER_PAGE);
        assertThat(rig.aug(TdxRig.Y, TdxRig.OTHER_PAGE).status()).isEqualTo(0x8000020000000008L);
        rig.beginWbinvd(5, TdxRig.OTHER_PAGE);
        assertThat(rig.view.isPageLocked(0, TdxRig.OTHER_PAGE)).isTrue();
        rig.finish(5);
        rig.finish(6);
        rig.beginAug(6, TdxRig.Y, TdxRig.OTHER_PAGE);
        assertThat(rig.wbinvd(TdxRig.OTHER_PAGE).status()).isEqualTo(0x8000020000000001L);
        assertThat(((Tdx.Return) rig.finish(6)).status()).isZero();
    }

    /** A WBINVD that comes too early is in the way of the REMOVE that should have come first. */
    @Test
    void aRemoveMeetsAnEarlyWbinvd() {
        rig.block(0, TdxRig.X);
        rig.track();
        rig.beginWbinvd(6, TdxRig.PAGE);
        assertThat(rig.remove(TdxRig.X)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_REMOVE, 0x8000020000000001L, 0, 0));
        assertThat(rig.traced(Event.SEAMCALL_BUSY).get(0).d()).isEqualTo(CallName.of(Leaf.TDH_PHYMEM_PAGE_WBINVD, 6));
        assertThat(((Tdx.Return) rig.finish(6)).status()).isEqualTo(0xC000030000000001L);
        assertThat(rig.remove(TdxRig.X).status()).isZero();
    }

    @Test
    void whereNobodyZapsAFailureIsOneStep() {
        TdxRig alone = TdxRig.of(ModuleVariant.V1_5_01, OpState.RUNNABLE, ModuleUse.WITHOUT_ZAPS, TdxRig::tables);
        alone.beginMem(6, Leaf.TDH_MEM_SEPT_RD, 0, TdxRig.Y, 0);
        alone.beginAug(7, TdxRig.Y, TdxRig.PAGE);
        assertThat(alone.isInFlight(7)).isFalse();
        assertThat(alone.reply(7)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_AUG, 0x8000020000000001L, 1L << 63, 0));
    }

    /** From 1.5.05 on the TDVPR is exclusive, so that one that fails can refuse another. */
    @Test
    void aVpEnterThatFailsHoldsItsTdvpr() {
        TdxRig later = TdxRig.of(ModuleVariant.V1_5_05, TdxRig::tables);
        later.beginTrack(6);
        later.beginEnter(0, 0);
        assertThat(later.view.isFailing(0)).isTrue();
        later.beginEnter(5, 0);
        assertThat(((Tdx.Return) later.reply(5)).status()).isEqualTo(0x8000020000000001L);
        assertThat(((Tdx.Return) later.finish(0)).status()).isEqualTo(0x80000200000000A9L);
    }

    /** People see WBINVD where the page was, if the caller says so. */
    @Test
    void wbinvdIsTracedAtItsGfn() {
        rig.begin(7, Leaf.TDH_PHYMEM_PAGE_WBINVD, TdxRig.OTHER_PAGE << 12, 0, Tdx.pageInfo(TdxRig.Y, 0));
        rig.finish(7);
        assertThat(rig.traced(Event.SEAMCALL_DONE))
                .containsExactly(new TdxRig.Traced(
                        Event.SEAMCALL_DONE, CallName.of(Leaf.TDH_PHYMEM_PAGE_WBINVD, 7), TdxRig.Y, 0, 0));
    }
}
