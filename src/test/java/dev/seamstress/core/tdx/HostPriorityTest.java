package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: the life of the host-priority bit of an entry. Method: one test for each way in which it is set, kept or lost.
 */
final class HostPriorityTest {
    private static final Tdx.GuestReturn BUSY = new Tdx.GuestReturn(0x8000020000000001L);
    private TdxRig rig;

    @BeforeEach
    void twoVcpusInTheGuest() {
        rig = inGuest(ModuleVariant.V1_5_01, TdxRig::tables);
    }

    private static TdxRig inGuest(ModuleVariant variant, Consumer<TdxInitials> facts) {
        TdxRig rig = TdxRig.of(variant, facts);
        rig.enter(0);
        rig.enter(1);
        return rig;
    }

    private static void pending(TdxInitials facts) {
        TdxRig.tables(facts);
        facts.page(SeptState.PENDING, TdxRig.X, TdxRig.PAGE);
    }

    /** The host meets vCPU 0's ACCEPT on the entry of X. */
    private static void loseToAccept(TdxRig rig) {
        rig.beginAccept(0, 0, TdxRig.X);
        rig.step(0);
        assertThat(rig.aug(TdxRig.X, TdxRig.OTHER_PAGE).status()).isEqualTo(0x8000020000000001L);
    }

    @Test
    void aRefusedHostSetsItAndOnlyAHostClearsIt() {
        loseToAccept(rig);
        assertThat(rig.hasHostPriority(0, TdxRig.X)).isTrue();
        rig.finish(0);
        assertThat(rig.entry(0, TdxRig.X)).isEqualTo(SeptEntry.FREE | 1L << 52);
        assertThat(rig.accept(1, 0, TdxRig.X)).isEqualTo(BUSY);
        assertThat(rig.accept(1, 0, TdxRig.X)).isEqualTo(BUSY);
        assertThat(rig.hasHostPriority(0, TdxRig.X)).isTrue();
        rig.beginAug(7, TdxRig.X, TdxRig.PAGE);
        assertThat(rig.hasHostPriority(0, TdxRig.X)).as("cleared by the lock").isFalse();
        rig.finish(7);
        assertThat(rig.accept(1, 0, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0));
    }

    /** What rolls a mapper's frozen entry back, seen from the module. */
    @Test
    void augMeetsAcceptOnAFreeEntryAndTheSecondAugSucceeds() {
        loseToAccept(rig);
        Tdx.EptViolation exit = (Tdx.EptViolation) rig.finish(0);
        assertThat(exit.type()).isEqualTo(Tdx.ExtendedQualification.ACCEPT);
        assertThat(rig.aug(TdxRig.X, TdxRig.PAGE).status()).isZero();
        assertThat(rig.entry(0, TdxRig.X)).isEqualTo(SeptEntry.make(SeptState.PENDING, TdxRig.PAGE));
    }

    @Test
    void aHostCallThatFailsAfterTheLockClearsItToo() {
        loseToAccept(rig);
        rig.finish(0);
        assertThat(rig.aug(TdxRig.X, TdxRig.L1_TABLE).status()).isEqualTo(0xC000030000000008L);
        assertThat(rig.entry(0, TdxRig.X)).isEqualTo(SeptEntry.FREE);
    }

    @Test
    void aGuestThatIsRefusedByALockDoesNotSetIt() {
        rig.beginAug(7, TdxRig.X, TdxRig.PAGE);
        assertThat(rig.accept(0, 0, TdxRig.X)).isEqualTo(BUSY);
        assertThat(rig.hasHostPriority(0, TdxRig.X)).isFalse();
    }

    @Test
    void theGuestSeesBusyAndTheTraceSeesWhy() {
        loseToAccept(rig);
        rig.finish(0);
        rig.traced.clear();
        assertThat(rig.accept(1, 0, TdxRig.X)).isEqualTo(BUSY);
        assertThat(rig.traced)
                .containsExactly(
                        new TdxRig.Traced(
                                Event.SEAMCALL_BEGIN, CallName.of(Leaf.TDG_MEM_PAGE_ACCEPT, 1), TdxRig.X, 0, 0),
                        new TdxRig.Traced(
                                Event.SEAMCALL_BUSY,
                                CallName.of(Leaf.TDG_MEM_PAGE_ACCEPT, 1),
                                TdxRig.X,
                                0x8000020400000001L,
                                CallLocks.NO_CALL),
                        new TdxRig.Traced(
                                Event.SEAMCALL_DONE,
                                CallName.of(Leaf.TDG_MEM_PAGE_ACCEPT, 1),
                                TdxRig.X,
                                0,
                                0x8000020400000001L));
    }

    @Test
    void aCommitThatFollowsWipesIt() {
        TdxRig wiped = inGuest(ModuleVariant.V1_5_01, HostPriorityTest::pending);
        loseToAccept(wiped);
        assertThat(wiped.finish(0)).isEqualTo(new Tdx.GuestReturn(0));
        assertThat(wiped.entry(0, TdxRig.X)).isEqualTo(SeptEntry.make(SeptState.MAPPED, TdxRig.PAGE));
        assertThat(wiped.accept(1, 0, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0xB0A00000000L));
    }

    @Test
    void aCommitKeepsItWithoutTheSwitch() {
        ModuleVariant careful = ModuleVariant.V1_5_01.without(ModuleSwitch.COMMIT_WIPES_HP);
        TdxRig kept = inGuest(careful, HostPriorityTest::pending);
        loseToAccept(kept);
        assertThat(kept.finish(0)).isEqualTo(new Tdx.GuestReturn(0));
        assertThat(kept.entry(0, TdxRig.X)).isEqualTo(SeptEntry.make(SeptState.MAPPED, TdxRig.PAGE) | 1L << 52);
        assertThat(kept.accept(1, 0, TdxRig.X)).isEqualTo(BUSY);
    }

    @Test
    void aReleaseWithoutAWriteKeepsIt() {
        TdxRig mapped = inGuest(ModuleVariant.V1_5_01, facts -> {
            TdxRig.tables(facts);
            facts.page(SeptState.MAPPED, TdxRig.X, TdxRig.PAGE);
        });
        loseToAccept(mapped);
        assertThat(mapped.finish(0)).isEqualTo(new Tdx.GuestReturn(0xB0A00000000L));
        assertThat(mapped.hasHostPriority(0, TdxRig.X)).isTrue();
    }

    @Test
    void acceptTakesNoLockOnAnEntryItCannotAcceptWithoutTheSwitch() {
        TdxRig later = inGuest(ModuleVariant.V1_5_01.without(ModuleSwitch.ACCEPT_LOCKS_ANY), TdxRig::tables);
        later.beginAug(7, TdxRig.X, TdxRig.PAGE);
        later.beginAccept(0, 0, TdxRig.X);
        later.step(0);
        assertThat(later.reply(0)).isInstanceOf(Tdx.EptViolation.class);
        later.finish(7);
        assertThat(later.state(0, TdxRig.X)).isEqualTo(SeptState.PENDING);
    }

    @Test
    void theSameNewPageTwiceIsBusyOnR8AndLeavesTheClaimOnThePage() {
        rig.beginAug(7, TdxRig.X, TdxRig.PAGE);
        rig.beginAug(6, TdxRig.Y, TdxRig.PAGE);
        assertThat(((Tdx.Return) rig.finish(6)).status()).isEqualTo(0x8000020000000008L);
        assertThat(rig.memory.read(rig.layout.pamt(TdxRig.PAGE))).isEqualTo(0xC000);
        rig.finish(7);
        assertThat(rig.memory.read(rig.layout.pamt(TdxRig.PAGE))).isEqualTo(0x1000_03_8000L);
        assertThat(rig.state(0, TdxRig.Y)).isEqualTo(SeptState.FREE);
    }
}
