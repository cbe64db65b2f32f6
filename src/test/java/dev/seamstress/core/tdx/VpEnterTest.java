package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.ModuleVariant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: what an entry to the guest counts, flushes and refuses. Method: entries one after the other, and overlapping
 * ones; epochs are set by hand, as TRACK would leave them.
 */
final class VpEnterTest {
    private static void epoch(TdxRig rig, long epoch) {
        rig.memory.write(rig.layout.td(TdWord.EPOCH), epoch);
    }

    @Test
    void countsAndHoldsTheTdrFromItsBegin() {
        TdxRig rig = TdxRig.empty();
        rig.beginEnter(0, 0);
        assertThat(rig.view.tdrHolders()).isEqualTo(1);
        assertThat(rig.view.refcount(1)).isEqualTo(1);
        assertThat(rig.view.refcount(0)).isZero();
        assertThat(rig.view.vcpuEpoch(0)).isEqualTo(1);
        Tdx.Entered entered = (Tdx.Entered) rig.finish(0);
        assertThat(entered.epochParity()).isEqualTo(1);
        assertThat(rig.view.tdrHolders()).isEqualTo(1);
        assertThat(rig.view.refcount(1)).isEqualTo(1);
        assertThat(rig.locksHeld()).isEmpty();
        rig.leaveByInterrupt(entered);
        assertThat(rig.memory.read(rig.layout.residence().word())).isZero();
    }

    @Test
    void holdsTheEpochLockForAMoment() {
        TdxRig rig = TdxRig.empty();
        rig.beginEnter(0, 0);
        assertThat(rig.view.sharers(ModuleLock.EPOCH)).isEqualTo(1);
        assertThat(rig.pendingNs(0)).isZero();
        rig.step(0);
        assertThat(rig.view.sharers(ModuleLock.EPOCH)).isZero();
        assertThat(rig.view.sharers(ModuleLock.OP_STATE)).isEqualTo(1);
        assertThat(rig.pendingNs(0)).isEqualTo(4000);
        rig.step(0);
        assertThat(rig.reply(0)).isEqualTo(new Tdx.Entered(false, 1));
    }

    @Test
    void whereNobodyTracksTheMomentIsNoStep() {
        TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, OpState.RUNNABLE, ModuleUse.WITHOUT_ZAPS, facts -> {});
        rig.beginEnter(0, 0);
        assertThat(rig.view.sharers(ModuleLock.EPOCH)).isZero();
        assertThat(rig.pendingNs(0)).isEqualTo(4000);
        rig.step(0);
        assertThat(rig.reply(0)).isEqualTo(new Tdx.Entered(false, 1));
    }

    /** The epoch that it met decides, not that in which the guest begins to run. */
    @Test
    void samplesTheEpochAtItsBegin() {
        TdxRig rig = TdxRig.empty();
        rig.beginEnter(0, 0);
        rig.step(0);
        assertThat(rig.track().status()).isZero();
        assertThat(rig.finish(0)).isEqualTo(new Tdx.Entered(false, 1));
        assertThat(rig.view.refcount(1)).isEqualTo(1);
        assertThat(rig.view.vcpuEpoch(0)).isEqualTo(1);
        assertThat(rig.view.epoch()).isEqualTo(2);
        assertThat(rig.track().status()).as("it counts").isEqualTo(0x8000020100000000L);
    }

    @Test
    void flushesOnlyWhenTheEpochChangedAndTheVcpuWasAssociated() {
        TdxRig rig = TdxRig.empty();
        assertThat(enterAndLeave(rig)).as("newly associated").isEqualTo(new Tdx.Entered(false, 1));
        assertThat(enterAndLeave(rig)).as("same epoch").isEqualTo(new Tdx.Entered(false, 1));
        epoch(rig, 2);
        assertThat(enterAndLeave(rig)).as("next epoch").isEqualTo(new Tdx.Entered(true, 0));
        assertThat(enterAndLeave(rig)).as("same epoch").isEqualTo(new Tdx.Entered(false, 0));
        epoch(rig, 4);
        assertThat(enterAndLeave(rig)).as("parity is not all").isEqualTo(new Tdx.Entered(true, 0));
    }

    @Test
    void aVcpuAssociatedByVpInitFlushesAtItsFirstEntry() {
        TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, facts -> facts.associated(0, 0));
        assertThat(rig.view.isAssociated(0)).isTrue();
        assertThat(rig.view.isAssociated(1)).isFalse();
        assertThat(enterAndLeave(rig)).isEqualTo(new Tdx.Entered(true, 1));
    }

    private static Tdx.Entered enterAndLeave(TdxRig rig) {
        Tdx.Entered entered = (Tdx.Entered) rig.enter(0);
        rig.leaveByInterrupt(entered);
        return entered;
    }

    @Test
    void twoEpochsAreCountedApart() {
        TdxRig rig = TdxRig.empty();
        Tdx.Entered old = (Tdx.Entered) rig.enter(0);
        epoch(rig, 2);
        rig.enter(1);
        rig.enter(2);
        assertThat(rig.view.refcount(1)).isEqualTo(1);
        assertThat(rig.view.refcount(0)).isEqualTo(2);
        assertThat(rig.view.tdrHolders()).isEqualTo(3);
        rig.leaveByInterrupt(old);
        assertThat(rig.view.refcount(1)).isZero();
        assertThat(rig.view.refcount(0)).isEqualTo(2);
    }

    @Test
    void aVcpuBelongsToOneLogicalProcessor() {
        TdxRig rig = TdxRig.empty();
        rig.beginEnter(0, 0);
        rig.beginEnter(5, 0);
        assertThat(rig.reply(5)).isEqualTo(new Tdx.Return(Leaf.TDH_VP_ENTER, 0x8000070100000000L, 0, 0));
        rig.finish(0);
        rig.beginEnter(5, 0);
        assertThat(((Tdx.Return) rig.reply(5)).status()).isEqualTo(0x8000070100000000L);
        assertThat(rig.view.tdrHolders()).isEqualTo(1);
    }

    @Test
    void from1505OnASecondEntryIsBusy() {
        TdxRig rig = TdxRig.of(ModuleVariant.V1_5_05, facts -> {});
        rig.beginEnter(0, 0);
        rig.beginEnter(5, 0);
        assertThat(((Tdx.Return) rig.reply(5)).status()).isEqualTo(0x8000020000000001L);
        rig.beginEnter(1, 1);
        rig.finish(1);
        Tdx.Entered entered = (Tdx.Entered) rig.finish(0);
        rig.beginEnter(5, 0);
        assertThat(((Tdx.Return) rig.reply(5)).status()).isEqualTo(0x8000020000000001L);
        rig.leaveByInterrupt(entered);
        assertThat(rig.enter(0)).isInstanceOf(Tdx.Entered.class);
    }

    /** The association comes before the epoch, and stays; so the next entry is not a new one. */
    @Test
    void aFirstEntryThatTheEpochLockRefusesIsAssociatedAndNotCounted() {
        TdxRig rig = TdxRig.empty();
        rig.beginTrack(5);
        assertThat(((Tdx.Return) rig.enter(0)).status()).isEqualTo(0x80000200000000A9L);
        assertThat(rig.view.isAssociated(0)).isTrue();
        assertThat(rig.view.associatedLp(0)).isZero();
        assertThat(rig.view.tdrHolders()).isZero();
        assertThat(rig.view.vcpuEpoch(0)).isZero();
        rig.finish(5);
        assertThat(rig.enter(0)).isEqualTo(new Tdx.Entered(true, 0));
    }

    /** Locks with host priority keep the claim of a refused host call until a host call has them. */
    @Test
    void aRefusalLeavesAClaimOnTdrAndOpStateAndASuccessTakesItBack() {
        TdxRig rig = TdxRig.empty();
        long tdr = rig.layout.pamt(TdxRig.FIRST_PFN);
        long opState = rig.layout.td(TdWord.OP_STATE_LOCK);
        long freeTdr = rig.memory.read(tdr);
        rig.memory.write(tdr, ShareX.exclude(freeTdr));
        rig.enter(0);
        assertThat(rig.memory.read(tdr)).isEqualTo(ShareX.exclude(freeTdr) | 0x8000);
        rig.memory.write(tdr, freeTdr | 0x8000);
        rig.memory.write(opState, ShareX.exclude(0));
        rig.enter(0);
        assertThat(rig.memory.read(tdr)).isEqualTo(freeTdr);
        assertThat(rig.memory.read(opState)).isEqualTo(0xC000);
        rig.memory.write(opState, 0x8000);
        rig.enter(0);
        assertThat(rig.memory.read(opState)).isZero();
    }

    @Test
    void aRefusedTreeLockKeepsNoClaim() {
        TdxRig rig = TdxRig.withTables();
        rig.memory.write(rig.layout.td(TdWord.TREE_LOCK), ShareX.exclude(0));
        assertThat(rig.aug(TdxRig.X, TdxRig.PAGE).status()).isEqualTo(0x8000020000000092L);
        assertThat(rig.memory.read(rig.layout.td(TdWord.TREE_LOCK))).isEqualTo(ShareX.exclude(0));
    }

    @ParameterizedTest
    @EnumSource(OpState.class)
    void needsARunnableTdAndHostLeavesAnInitializedOne(OpState opState) {
        TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, opState, TdxRig::tables);
        assertThat(rig.view.opState()).isEqualTo(opState);
        boolean hasEntered = rig.enter(0) instanceof Tdx.Entered;
        assertThat(hasEntered).isEqualTo(opState == OpState.RUNNABLE);
        long expected = opState == OpState.UNINITIALIZED ? 0xC000060800000000L : 0;
        assertThat(rig.aug(TdxRig.X, TdxRig.PAGE).status()).isEqualTo(expected);
        assertThat(rig.septAdd(1, TdxRig.Z, TdxRig.OTHER_PAGE).status()).isEqualTo(expected);
    }
}
