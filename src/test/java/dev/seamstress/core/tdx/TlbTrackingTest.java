package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.ModuleVariant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: when a blocked page may go. Method: the sequences of the module's specification, and those in which calls
 * overlap, call by call, with exact words and counts.
 */
final class TlbTrackingTest {
    private static final long NOT_BLOCKED = 0xC0000B0600000001L;
    private static final long NOT_DONE = 0xC0000B0800000001L;
    private static final long PREVIOUS_BUSY = 0x8000020100000000L;
    private TdxRig rig;

    @BeforeEach
    void oneMappedPage() {
        rig = TdxRig.of(ModuleVariant.V1_5_01, facts -> {
            TdxRig.tables(facts);
            facts.page(SeptState.MAPPED, TdxRig.X, TdxRig.PAGE).page(SeptState.MAPPED, TdxRig.Y, TdxRig.OTHER_PAGE);
        });
    }

    private Tdx.Entered enter(int lp) {
        return (Tdx.Entered) rig.enter(lp);
    }

    @Test
    void vector5RemoveOfAPageThatIsNotBlocked() {
        assertThat(rig.remove(TdxRig.X))
                .as("the entry is told, level 0, state 4")
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_REMOVE, NOT_BLOCKED, 0x80000000010100F7L, 0x400));
    }

    @Test
    void vector6RemoveInTheEpochOfTheBlock() {
        assertThat(rig.block(0, TdxRig.X)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_RANGE_BLOCK, 0, 0, 0));
        assertThat(rig.view.bepoch(TdxRig.PAGE)).isEqualTo(1);
        assertThat(rig.remove(TdxRig.X)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_REMOVE, NOT_DONE, 0, 0));
    }

    @Test
    void vector7ZapOfOnePage() {
        rig.block(0, TdxRig.X);
        assertThat(rig.track()).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_TRACK, 0, 0, 0));
        assertThat(rig.view.epoch()).isEqualTo(2);
        assertThat(rig.wbinvd(TdxRig.PAGE).status()).as("before REMOVE").isEqualTo(0xC000030000000001L);
        assertThat(rig.remove(TdxRig.X)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_REMOVE, 0, TdxRig.PAGE << 12, 0));
        assertThat(rig.wbinvd(TdxRig.PAGE)).isEqualTo(new Tdx.Return(Leaf.TDH_PHYMEM_PAGE_WBINVD, 0, 0, 0));
        assertThat(rig.state(0, TdxRig.X)).isEqualTo(SeptState.FREE);
        assertThat(rig.view.pamtType(TdxRig.PAGE)).isEqualTo(PamtType.NDA);
        assertThat(rig.view.bepoch(TdxRig.PAGE)).isZero();
        assertThat(rig.view.childCount()).isEqualTo(4);
        assertThat(rig.aug(TdxRig.X, TdxRig.PAGE).status())
                .as("it can be given again")
                .isZero();
    }

    @Test
    void vector8AVcpuThatStaysInTheGuest() {
        Tdx.Entered entered = enter(0);
        assertThat(rig.block(0, TdxRig.X).status()).isZero();
        assertThat(rig.track().status()).isZero();
        assertThat(rig.remove(TdxRig.X)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_REMOVE, NOT_DONE, 0, 0));
        assertThat(rig.track()).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_TRACK, PREVIOUS_BUSY, 0, 0));
        assertThat(rig.view.epoch()).isEqualTo(2);
        rig.leaveByInterrupt(entered);
        assertThat(rig.remove(TdxRig.X)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_REMOVE, 0, TdxRig.PAGE << 12, 0));
    }

    @Test
    void vector9OnlyOldEntriesCount() {
        Tdx.Entered a = enter(0);
        rig.block(0, TdxRig.X);
        rig.track();
        Tdx.Entered b = enter(1);
        assertThat(rig.view.refcount(1)).isEqualTo(1);
        assertThat(rig.view.refcount(0)).isEqualTo(1);
        rig.leaveByInterrupt(a);
        assertThat(rig.remove(TdxRig.X).status()).isZero();
        assertThat(rig.view.refcount(0)).as("B runs").isEqualTo(1);
        assertThat(b.epochParity()).isZero();
    }

    @Test
    void vector10AnEntryBelowABlockedTable() {
        assertThat(rig.block(1, TdxRig.X).status()).isZero();
        assertThat(rig.view.bepoch(TdxRig.L1_TABLE)).as("BEPOCH is the table's").isEqualTo(1);
        assertThat(rig.view.bepoch(TdxRig.PAGE)).isZero();
        assertThat(rig.block(0, TdxRig.X))
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_RANGE_BLOCK, 0xC0000B0000000001L, 0, 0x8101));
        assertThat(rig.remove(TdxRig.X).status()).isEqualTo(0xC0000B0000000001L);
        rig.enter(0);
        assertThat(((Tdx.EptViolation) rig.touch(0, TdxRig.X)).type()).isEqualTo(Tdx.ExtendedQualification.NONE);
    }

    @Test
    void vector11BlockTwice() {
        assertThat(rig.block(0, TdxRig.X).status()).isZero();
        rig.track();
        assertThat(rig.block(0, TdxRig.X))
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_RANGE_BLOCK, 0x00000B0700000001L, 0x80000000010100F0L, 0x100));
        assertThat(rig.view.bepoch(TdxRig.PAGE)).as("the first block counts").isEqualTo(1);
    }

    @Test
    void vector12OthersDuringABlock() {
        rig.enter(3);
        rig.set(SeptState.PENDING, 0, TdxRig.Y, TdxRig.OTHER_PAGE);
        rig.beginBlock(1, 0, TdxRig.X);
        assertThat(rig.view.isExclusive(ModuleLock.TREE)).isTrue();
        assertThat(rig.aug(TdxRig.X + 2, TdxRig.PAGE + 2))
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_AUG, 0x8000020000000092L, 0, 0));
        assertThat(rig.accept(3, 0, TdxRig.Y)).isEqualTo(new Tdx.GuestReturn(0));
        assertThat(((Tdx.Return) rig.finish(1)).status()).isZero();
        assertThat(rig.view.isExclusive(ModuleLock.TREE)).isFalse();
    }

    /** The like of vector 13 for 4K pages: the guest was first, and its commit wipes the host's claim. */
    @Test
    void vector13ABlockDuringAnAccept() {
        rig.set(SeptState.PENDING, 0, TdxRig.X, TdxRig.PAGE);
        rig.enter(0);
        rig.beginAccept(0, 0, TdxRig.X);
        rig.step(0);
        Tdx.Return refused = rig.block(0, TdxRig.X);
        assertThat(refused.status()).isEqualTo(0x8000020000000001L);
        assertThat(rig.hasHostPriority(0, TdxRig.X)).isTrue();
        assertThat(rig.finish(0)).isEqualTo(new Tdx.GuestReturn(0));
        assertThat(rig.hasHostPriority(0, TdxRig.X)).isFalse();
        assertThat(rig.accept(0, 0, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0x00000B0A00000000L));
        assertThat(rig.block(0, TdxRig.X).status()).isZero();
    }

    /** TV7: TRACK without a kick, and with it. */
    @Test
    void trackWithoutAKick() {
        Tdx.Entered b = enter(0);
        assertThat(rig.view.refcount(1)).isEqualTo(1);
        rig.block(0, TdxRig.X);
        assertThat(rig.view.bepoch(TdxRig.PAGE)).isEqualTo(1);
        assertThat(rig.view.refcount(0)).isZero();
        assertThat(rig.track().status()).isZero();
        assertThat(rig.view.epoch()).isEqualTo(2);
        assertThat(rig.view.isTracked(TdxRig.PAGE)).isFalse();
        assertThat(rig.remove(TdxRig.X).status()).isEqualTo(NOT_DONE);

        rig.leaveByInterrupt(b);
        assertThat(rig.view.refcount(1)).isZero();
        assertThat(rig.view.isTracked(TdxRig.PAGE)).isTrue();
        assertThat(rig.remove(TdxRig.X).status()).isZero();
        assertThat(enter(0)).as("flushed, in epoch 2").isEqualTo(new Tdx.Entered(true, 0));
        assertThat(rig.view.vcpuEpoch(0)).isEqualTo(2);
    }

    @Test
    void oneTrackCoversAllPagesBlockedBefore() {
        rig.block(0, TdxRig.X);
        rig.block(0, TdxRig.Y);
        rig.track();
        assertThat(rig.remove(TdxRig.X).status()).isZero();
        assertThat(rig.remove(TdxRig.Y).status()).isZero();
    }

    @Test
    void aBlockAfterTheTrackIsOfTheNextEpoch() {
        rig.track();
        rig.block(0, TdxRig.X);
        assertThat(rig.view.bepoch(TdxRig.PAGE)).isEqualTo(2);
        assertThat(rig.remove(TdxRig.X).status()).isEqualTo(NOT_DONE);
        rig.track();
        assertThat(rig.remove(TdxRig.X).status()).isZero();
    }

    @Test
    void twoEpochsLaterNobodyIsAsked() {
        rig.block(0, TdxRig.X);
        rig.track();
        rig.track();
        enter(0);
        assertThat(rig.view.refcount(1))
                .as("of epoch 3, which has the parity of the block")
                .isEqualTo(1);
        assertThat(rig.remove(TdxRig.X).status()).isZero();
    }

    /** BLOCK takes no epoch lock: the epoch is that of its commit, after which no vCPU gets a translation. */
    @Test
    void aTrackDuringABlockComesFirst() {
        rig.beginBlock(1, 0, TdxRig.X);
        assertThat(rig.track().status()).isZero();
        rig.finish(1);
        assertThat(rig.view.bepoch(TdxRig.PAGE)).isEqualTo(2);
    }

    /** Whoever leaves during a TRACK does not save it: it has looked. And nobody enters meanwhile. */
    @Test
    void trackLooksAtItsBegin() {
        Tdx.Entered old = enter(0);
        rig.track();
        rig.beginTrack(1);
        assertThat(rig.view.isFailing(1)).isTrue();
        rig.leaveByInterrupt(old);
        assertThat(((Tdx.Return) rig.enter(2)).status()).isEqualTo(0x80000200000000A9L);
        assertThat(((Tdx.Return) rig.finish(1)).status()).isEqualTo(PREVIOUS_BUSY);
        assertThat(rig.track().status()).isZero();
    }

    @Test
    void aVcpuThatLeavesDuringARemoveDoesNotSaveItEither() {
        Tdx.Entered old = enter(0);
        rig.block(0, TdxRig.X);
        rig.track();
        rig.beginRemove(1, TdxRig.X);
        rig.leaveByInterrupt(old);
        assertThat(((Tdx.Return) rig.finish(1)).status()).isEqualTo(NOT_DONE);
        assertThat(rig.remove(TdxRig.X).status()).isZero();
    }

    /** A TRACK that met no old vCPU, and commits after one has entered: that one is of the epoch before. */
    @Test
    void aVcpuInVpEnterCounts() {
        rig.block(0, TdxRig.X);
        rig.beginEnter(0, 0);
        rig.step(0);
        assertThat(rig.track().status()).isZero();
        assertThat(rig.remove(TdxRig.X).status()).isEqualTo(NOT_DONE);
        rig.leaveByInterrupt((Tdx.Entered) rig.finish(0));
        assertThat(rig.remove(TdxRig.X).status()).isZero();
    }

    /** Exits that the module makes give back the count of the epoch in which the vCPU entered. */
    @Test
    void anEptViolationGivesBackTheOldEpoch() {
        enter(0);
        rig.block(0, TdxRig.X);
        rig.track();
        assertThat(rig.remove(TdxRig.X).status()).isEqualTo(NOT_DONE);
        assertThat(rig.touch(0, TdxRig.X)).isInstanceOf(Tdx.EptViolation.class);
        assertThat(rig.view.refcount(1)).isZero();
        assertThat(rig.view.refcount(0)).isZero();
        assertThat(rig.remove(TdxRig.X).status()).isZero();
    }

    @ParameterizedTest(name = "BEPOCH {1} in epoch {0}, {2} vCPUs of even and {3} of odd epochs: {4}")
    @CsvSource({
        "5, 5, 0, 0, false",
        "5, 5, 1, 0, false",
        "5, 5, 0, 1, false",
        "5, 4, 0, 0, true",
        "5, 4, 1, 0, false",
        "5, 4, 0, 1, true",
        "5, 4, 2, 1, false",
        "5, 3, 0, 0, true",
        "5, 3, 1, 1, true",
        "6, 5, 1, 0, true",
        "6, 5, 0, 1, false",
        "6, 4, 1, 1, true",
        "1, 0, 1, 1, false",
        "1, 0, 0, 1, true",
    })
    void theRule(long epoch, long bepoch, int even, int odd, boolean isTracked) {
        long residence = even * Residence.enterDelta(0) + odd * Residence.enterDelta(1);
        assertThat(TlbTracking.isDone(epoch, bepoch, residence)).isEqualTo(isTracked);
    }
}
