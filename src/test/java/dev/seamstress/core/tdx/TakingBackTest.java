package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.ModuleVariant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: blocks are taken back, tables and pages move and go, and a TD that has lost its key gives back all it had.
 * Method: the sequences that the module's specification has for each, call by call, with contents and counts.
 */
final class TakingBackTest {
    private TdxRig rig;

    @BeforeEach
    void oneMappedPage() {
        rig = TdxRig.of(ModuleVariant.V1_5_01, facts -> {
            TdxRig.tables(facts);
            facts.page(SeptState.MAPPED, TdxRig.X, TdxRig.PAGE);
        });
        rig.memory.write(rig.contentWord(TdxRig.PAGE), 0x42);
    }

    private Tdx.Return septRemove(int level, long gfn) {
        return rig.mem(Leaf.TDH_MEM_SEPT_REMOVE, level, gfn, 0);
    }

    private Tdx.Return unblock(int level, long gfn) {
        return rig.mem(Leaf.TDH_MEM_RANGE_UNBLOCK, level, gfn, 0);
    }

    private Tdx.Return relocate(long gfn, long pfn) {
        return rig.mem(Leaf.TDH_MEM_PAGE_RELOCATE, 0, gfn, pfn);
    }

    private Tdx.Return reclaim(long pfn) {
        return rig.call(Leaf.TDH_PHYMEM_PAGE_RECLAIM, pfn << 12, 0, 0);
    }

    @Test
    void vector10ATableWithChildrenStaysAndAnEmptyOneGoes() {
        assertThat(rig.block(1, TdxRig.X).status()).isZero();
        rig.track();
        assertThat(septRemove(1, TdxRig.X))
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_SEPT_REMOVE, 0xC0000B0E00000001L, 0, 0x8101));
        rig.set(SeptState.FREE, 0, TdxRig.X, 0);
        assertThat(septRemove(1, TdxRig.X))
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_SEPT_REMOVE, 0, TdxRig.L1_TABLE << 12, 0));
        assertThat(rig.state(1, TdxRig.X)).isEqualTo(SeptState.FREE);
        assertThat(rig.view.pamtType(TdxRig.L1_TABLE)).isEqualTo(PamtType.NDA);
        assertThat(rig.view.childCount()).isEqualTo(3);
        assertThat(rig.wbinvd(TdxRig.L1_TABLE).status()).isZero();
        assertThat(rig.septAdd(1, TdxRig.X, TdxRig.L1_TABLE).status()).isZero();
    }

    /** The last entry counts as the first does. */
    @Test
    void aTableWithItsLastEntryInUseStays() {
        rig.set(SeptState.FREE, 0, TdxRig.X, 0);
        rig.set(SeptState.PENDING_BLOCKED, 0, TdxRig.X + 511, TdxRig.PAGE);
        rig.block(1, TdxRig.X);
        rig.track();
        assertThat(septRemove(1, TdxRig.X).status()).isEqualTo(0xC0000B0E00000001L);
    }

    /** Host priority on a child goes with the table. */
    @Test
    void aNewTableIsEmpty() {
        rig.set(SeptState.FREE, 0, TdxRig.X, 0);
        rig.memory.write(rig.layout.entry(0, TdxRig.Y), SeptEntry.withHostPriority(SeptEntry.FREE));
        rig.block(1, TdxRig.X);
        rig.track();
        assertThat(septRemove(1, TdxRig.X).status()).isZero();
        assertThat(rig.entry(0, TdxRig.Y)).isEqualTo(SeptEntry.FREE);
    }

    @Test
    void vector11BlockAndUnblock() {
        assertThat(rig.block(0, TdxRig.X).status()).isZero();
        assertThat(rig.block(0, TdxRig.X).status()).isEqualTo(0x00000B0700000001L);
        assertThat(unblock(0, TdxRig.X))
                .as("before TRACK")
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_RANGE_UNBLOCK, 0xC0000B0800000092L, 0, 0));
        rig.track();
        assertThat(unblock(0, TdxRig.X)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_RANGE_UNBLOCK, 0, 0, 0));
        assertThat(unblock(0, TdxRig.X))
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_RANGE_UNBLOCK, 0xC0000B0D00000001L, 0x80000000010100F7L, 0x400));
        rig.enter(0);
        assertThat(rig.touch(0, TdxRig.X)).isEqualTo(new Tdx.Hit(TdxRig.PAGE));
        assertThat(rig.memory.read(rig.contentWord(TdxRig.PAGE))).isEqualTo(0x42);
    }

    @Test
    void unblockWaitsForTheVcpusThatRemoveWouldWaitFor() {
        Tdx.Entered entered = (Tdx.Entered) rig.enter(0);
        rig.block(1, TdxRig.X);
        rig.track();
        assertThat(unblock(1, TdxRig.X).status()).isEqualTo(0xC0000B0800000092L);
        rig.leaveByInterrupt(entered);
        assertThat(unblock(1, TdxRig.X).status()).isZero();
        assertThat(rig.state(1, TdxRig.X)).isEqualTo(SeptState.NL_MAPPED);
    }

    @Test
    void aPageMovesWithItsContent() {
        rig.block(0, TdxRig.X);
        rig.track();
        assertThat(relocate(TdxRig.X, TdxRig.PAGE).status()).isEqualTo(0xC000010000000008L);
        assertThat(relocate(TdxRig.X, TdxRig.L1_TABLE).status()).isEqualTo(0xC000030000000008L);
        assertThat(relocate(TdxRig.X, TdxRig.OTHER_PAGE))
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_RELOCATE, 0, TdxRig.PAGE << 12, 0));
        rig.enter(0);
        assertThat(rig.touch(0, TdxRig.X)).isEqualTo(new Tdx.Hit(TdxRig.OTHER_PAGE));
        assertThat(rig.memory.read(rig.contentWord(TdxRig.OTHER_PAGE))).isEqualTo(0x42);
        assertThat(rig.wbinvd(TdxRig.PAGE).status()).isZero();
        assertThat(rig.view.childCount()).isEqualTo(4);
    }

    /** While it moves, both pages are locked: nobody else gets the new one, and nobody writes the old one back. */
    @Test
    void aMoveHoldsBothPages() {
        rig.block(0, TdxRig.X);
        rig.track();
        rig.beginMem(1, Leaf.TDH_MEM_PAGE_RELOCATE, 0, TdxRig.X, TdxRig.OTHER_PAGE);
        assertThat(rig.pendingNs(1)).isEqualTo(3800);
        assertThat(rig.aug(TdxRig.Y, TdxRig.OTHER_PAGE).status()).isEqualTo(0x8000020000000008L);
        assertThat(rig.wbinvd(TdxRig.PAGE).status()).isEqualTo(0x8000020000000001L);
        assertThat(rig.view.holdsPage(1, 0, TdxRig.PAGE)).isTrue();
        assertThat(rig.view.holdsPage(1, 0, TdxRig.OTHER_PAGE)).isTrue();
        assertThat(rig.view.holdsPage(1, 0, TdxRig.L1_TABLE)).isFalse();
        assertThat(((Tdx.Return) rig.finish(1)).status()).isZero();
        assertThat(rig.locksHeld()).isEmpty();
    }

    private void lifeCycle(LifeCycle state) {
        rig.memory.write(rig.layout.td(TdWord.LIFECYCLE), state.ordinal());
    }

    @ParameterizedTest(name = "RECLAIM of a page that is {0}")
    @CsvSource({
        "NDA,   c000030000000001, 0, 0",
        "RSVD,  c000030000000001, 0, 0",
        "REG,   0,                3, 1000000",
        "TDCX,  0,                5, 1000000",
        "TDVPR, 0,                6, 1000000",
        "EPT,   0,                8, 1000000",
    })
    void reclaim(PamtType type, String status, long typeNumber, String owner) {
        long owned = PamtEntry.make(type, type == PamtType.NDA ? 0 : TdxRig.FIRST_PFN);
        rig.memory.write(rig.layout.pamt(TdxRig.PAGE), owned);
        lifeCycle(LifeCycle.TEARDOWN);
        boolean isRefused = !status.equals("0");
        assertThat(reclaim(TdxRig.PAGE))
                .isEqualTo(new Tdx.Return(
                        Leaf.TDH_PHYMEM_PAGE_RECLAIM,
                        Long.parseUnsignedLong(status, 16),
                        typeNumber,
                        Long.parseLong(owner, 16),
                        0));
        assertThat(rig.memory.read(rig.layout.pamt(TdxRig.PAGE))).isEqualTo(isRefused ? owned : 0);
        assertThat(rig.view.childCount()).isEqualTo(isRefused ? 4 : 3);
        assertThat(rig.locksHeld()).isEmpty();
    }

    @ParameterizedTest(name = "RECLAIM in {0}")
    @EnumSource(
            names = {"HKID_ASSIGNED", "KEYS_CONFIGURED", "BLOCKED"},
            value = LifeCycle.class)
    void vector15BeforeTeardownNothingIsReclaimed(LifeCycle state) {
        lifeCycle(state);
        assertThat(reclaim(TdxRig.PAGE).status()).isEqualTo(0xC000060700000000L);
        assertThat(reclaim(TdxRig.FIRST_PFN).status()).isEqualTo(0xC000060700000000L);
    }

    @Test
    void vector15TheTdrGoesLast() {
        lifeCycle(LifeCycle.TEARDOWN);
        assertThat(reclaim(TdxRig.FIRST_PFN).status()).isEqualTo(0xC000040000000000L);
        for (long pfn : new long[] {TdxRig.L3_TABLE, TdxRig.PAGE, TdxRig.L1_TABLE, TdxRig.L2_TABLE}) {
            assertThat(reclaim(pfn).status()).as("in any order").isZero();
        }
        assertThat(reclaim(TdxRig.FIRST_PFN))
                .isEqualTo(new Tdx.Return(Leaf.TDH_PHYMEM_PAGE_RECLAIM, 0, PamtType.TDR.number(), 0, 0));
        assertThat(rig.view.pamtType(TdxRig.FIRST_PFN)).isEqualTo(PamtType.NDA);
        assertThat(rig.view.lifeCycle()).isEqualTo(LifeCycle.NONE);
        assertThat(rig.entry(3, TdxRig.X)).isEqualTo(SeptEntry.FREE);
        assertThat(rig.septRd(3, 0).status()).as("there is no TD").isEqualTo(0xC000030000000002L);
        assertThat(reclaim(TdxRig.FIRST_PFN).status()).isEqualTo(0xC000030000000001L);
    }

    @Test
    void theTdrIsBusyWhileAVcpuRuns() {
        rig.enter(0);
        assertThat(reclaim(TdxRig.FIRST_PFN).status()).isEqualTo(0x8000020000000001L);
    }

    @Test
    void twoReclaimsOfOnePage() {
        lifeCycle(LifeCycle.TEARDOWN);
        rig.begin(1, Leaf.TDH_PHYMEM_PAGE_RECLAIM, TdxRig.PAGE << 12, 0, 0);
        assertThat(reclaim(TdxRig.PAGE).status()).isEqualTo(0x8000020000000001L);
        assertThat(reclaim(TdxRig.FIRST_PFN).status()).as("its TDR is shared").isEqualTo(0x8000020000000001L);
        assertThat(((Tdx.Return) rig.finish(1)).status()).isZero();
    }
}
