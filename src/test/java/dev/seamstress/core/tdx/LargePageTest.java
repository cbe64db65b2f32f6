package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: pages of 2M and 1G: given, accepted in parts, split and merged, and which of the PAMT's three entries of a
 * frame says so. Method: the sequences of the module's specification, call by call, with exact words.
 */
final class LargePageTest {
    private static final long HUGE = TdxRig.HUGE_PAGE;
    private static final long RESTARTABLE = 0x8000000400000000L;
    private static final long RESUMABLE = 0x8000000300000000L;

    private static TdxRig with(SeptState state, Injection... injections) {
        return with(ModuleVariant.V1_5_01, state, injections);
    }

    private static TdxRig with(ModuleVariant variant, SeptState state, Injection... injections) {
        return TdxRig.of(
                variant,
                OpState.RUNNABLE,
                ModuleUse.ANY.with(List.of(injections)),
                facts -> facts.table(3, TdxRig.X, TdxRig.L3_TABLE)
                        .table(2, TdxRig.X, TdxRig.L2_TABLE)
                        .page2m(state, TdxRig.X, HUGE));
    }

    private static Injection interrupt(Leaf leaf, long nth) {
        return Injection.nth(nth, Injection.Outcome.INTERRUPTED, Injection.ANYONE, leaf, null);
    }

    private static Tdx.Return demote(TdxRig rig, long pfn) {
        return rig.mem(Leaf.TDH_MEM_PAGE_DEMOTE, 1, TdxRig.X, pfn);
    }

    private static Tdx.Return promote(TdxRig rig) {
        return rig.mem(Leaf.TDH_MEM_PAGE_PROMOTE, 1, TdxRig.X, 0);
    }

    private static void blockAndTrack(TdxRig rig, int level) {
        assertThat(rig.block(level, TdxRig.X).status()).isZero();
        assertThat(rig.track().status()).isZero();
    }

    @ParameterizedTest(name = "AUG 2M of {0}: {1}")
    @CsvSource({
        "1200, 0",
        "1201, c000010000000008",
        "81000, c000010100000008",
        "1000, c000030000000008",
        "1400, c000030000000008",
    })
    void aug2mWantsAlignedFramesAllOfThemFree(String pfn, String status) {
        TdxRig rig = TdxRig.withTables();
        assertThat(rig.aug(TdxRig.X, 0x15ff).status()).as("a 4K page").isZero();
        long children = rig.view.childCount();
        Tdx.Return result = rig.mem(Leaf.TDH_MEM_PAGE_AUG, 1, TdxRig.Z, Long.parseLong(pfn, 16));
        assertThat(Long.toHexString(result.status())).isEqualTo(status);
        assertThat(rig.view.childCount() - children).isEqualTo(result.status() == 0 ? 512 : 0);
        assertThat(rig.locksHeld()).isEmpty();
    }

    @Test
    void aug2mTakesItsOwnTime() {
        TdxRig rig = TdxRig.withTables();
        rig.beginMem(1, Leaf.TDH_MEM_PAGE_AUG, 1, TdxRig.Z, HUGE);
        assertThat(rig.pendingNs(1)).isEqualTo(3500);
    }

    /** A frame inside a large page is found at the wrong size, whoever asks for it. */
    @Test
    void aPartOfALargePageIsNobodysToGive() {
        TdxRig rig = with(SeptState.MAPPED);
        assertThat(rig.view.pamtType(HUGE + 7)).as("by itself").isEqualTo(PamtType.NDA);
        assertThat(rig.view.isNobodys(HUGE + 7)).isFalse();
        assertThat(rig.septAdd(1, TdxRig.Z, HUGE + 7).status()).isEqualTo(0xC000030000000008L);
        assertThat(rig.wbinvd(HUGE + 7).status()).isEqualTo(0xC000030000000001L);
        assertThat(rig.mem(Leaf.TDH_MEM_PAGE_AUG, 1, TdxRig.Z, HUGE).status()).isEqualTo(0xC000030000000008L);
    }

    /** Who walks to a 4K page shares the entries of the 2M and the 1G page around it. */
    @Test
    void a2mPageIsBusyWhileOneOfItsFramesIsWalkedTo() {
        TdxRig rig = TdxRig.withTables();
        rig.beginWbinvd(1, HUGE + 3);
        assertThat(rig.mem(Leaf.TDH_MEM_PAGE_AUG, 1, TdxRig.Z, HUGE).status()).isEqualTo(0x8000020000000008L);
        rig.finish(1);
        rig.beginMem(1, Leaf.TDH_MEM_PAGE_AUG, 1, TdxRig.Z, HUGE);
        assertThat(rig.view.holdsPage(1, 1, HUGE)).isTrue();
        assertThat(rig.wbinvd(HUGE + 3).status()).isEqualTo(0x8000020000000001L);
        assertThat(rig.aug(TdxRig.X, HUGE + 3).status()).isEqualTo(0x8000020000000008L);
        assertThat(((Tdx.Return) rig.finish(1)).status()).isZero();
    }

    @Test
    void accept2mZeroesAllOfIt() {
        TdxRig rig = with(SeptState.PENDING);
        rig.enter(0);
        assertThat(rig.accept(0, 1, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0));
        for (int i = 0; i < 512; i++) {
            assertThat(rig.memory.read(rig.contentWord(HUGE + i))).isZero();
        }
        assertThat(rig.memory.read(rig.contentWord(HUGE + 512))).isEqualTo(0x5a5a);
        assertThat(rig.entry(1, TdxRig.X)).isEqualTo(SeptEntry.make(SeptState.MAPPED, HUGE));
        assertThat(rig.touch(0, TdxRig.X + 5)).isEqualTo(new Tdx.Hit(HUGE + 5));
        assertThat(rig.accept(0, 1, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0x00000B0A00000001L));
        assertThat(rig.accept(0, 0, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0x00000B0A00000001L));
    }

    /** A step for each 4K that somebody can look at; the time is that of all of them. */
    @Test
    void accept2mTakesAStepForEachContent() {
        TdxRig rig = with(SeptState.PENDING);
        rig.contents = pfn -> pfn == HUGE + 5 || pfn == HUGE + 300;
        rig.enter(0);
        rig.beginAccept(0, 1, TdxRig.X);
        rig.step(0);
        assertThat(rig.pendingNs(0)).isEqualTo(511 * 1270);
        rig.step(0);
        assertThat(rig.pendingNs(0)).isEqualTo(1270);
        assertThat(rig.memory.read(rig.contentWord(HUGE + 5))).isZero();
        assertThat(rig.memory.read(rig.contentWord(HUGE + 300))).isEqualTo(0x5a5a);
        rig.step(0);
        assertThat(rig.reply(0)).isEqualTo(new Tdx.GuestReturn(0));
        assertThat(rig.memory.read(rig.contentWord(HUGE + 300))).isZero();
        assertThat(rig.entry(1, TdxRig.X)).isEqualTo(SeptEntry.make(SeptState.MAPPED, HUGE));
    }

    /** A page of which nobody can see anything is accepted as well. */
    @Test
    void accept2mOfNoContent() {
        TdxRig rig = with(SeptState.PENDING);
        rig.contents = pfn -> false;
        rig.enter(0);
        rig.beginAccept(0, 1, TdxRig.X);
        rig.step(0);
        assertThat(rig.pendingNs(0)).isEqualTo(512 * 1270);
        assertThat(rig.finish(0)).isEqualTo(new Tdx.GuestReturn(0));
        assertThat(rig.state(1, TdxRig.X)).isEqualTo(SeptState.MAPPED);
    }

    @Test
    void vector13ABlockInTheMiddleOfA2mAccept() {
        TdxRig rig = with(SeptState.PENDING);
        rig.enter(0);
        rig.beginAccept(0, 1, TdxRig.X);
        for (int i = 0; i < 100; i++) {
            rig.step(0);
        }
        assertThat(rig.pendingNs(0)).isEqualTo(1270);
        assertThat(rig.block(1, TdxRig.X))
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_RANGE_BLOCK, 0x8000020000000001L, 0x80000000012000F0L, 0x201));
        assertThat(rig.hasHostPriority(1, TdxRig.X)).isTrue();
        assertThat(rig.finish(0)).isEqualTo(new Tdx.GuestReturn(0));
        assertThat(rig.hasHostPriority(1, TdxRig.X)).isFalse();
        assertThat(rig.accept(0, 1, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0x00000B0A00000001L));
    }

    /** The entry keeps how far it is; the next ACCEPT goes on from there. */
    @Test
    void anInterruptedAcceptGoesOn() {
        TdxRig rig = with(SeptState.PENDING, interrupt(Leaf.TDG_MEM_PAGE_ACCEPT, 1));
        rig.enter(0);
        assertThat(rig.accept(0, 1, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(RESUMABLE));
        assertThat(SeptEntry.acceptCounter(rig.entry(1, TdxRig.X))).isEqualTo(1);
        assertThat(rig.state(1, TdxRig.X)).isEqualTo(SeptState.PENDING);
        assertThat(rig.view.pfn(1, TdxRig.X)).isEqualTo(HUGE);
        assertThat(rig.memory.read(rig.contentWord(HUGE))).isZero();
        assertThat(rig.memory.read(rig.contentWord(HUGE + 1))).isEqualTo(0x5a5a);
        assertThat(rig.septRd(1, TdxRig.X).rcx()).as("the host does not see it").isEqualTo(0x80000000012000F0L);
        rig.memory.write(rig.contentWord(HUGE), 0x99);
        assertThat(rig.accept(0, 1, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0));
        assertThat(rig.memory.read(rig.contentWord(HUGE)))
                .as("not zeroed twice")
                .isEqualTo(0x99);
        assertThat(rig.memory.read(rig.contentWord(HUGE + 1))).isZero();
        assertThat(rig.entry(1, TdxRig.X)).isEqualTo(SeptEntry.make(SeptState.MAPPED, HUGE));
    }

    @Test
    void aBlockMakesAnAcceptBeginAnew() {
        TdxRig rig = with(SeptState.PENDING, interrupt(Leaf.TDG_MEM_PAGE_ACCEPT, 1));
        rig.leaveByInterrupt((Tdx.Entered) rig.enter(0));
        rig.memory.write(rig.layout.entry(1, TdxRig.X), SeptEntry.make(SeptState.PENDING, HUGE + 7));
        blockAndTrack(rig, 1);
        assertThat(rig.entry(1, TdxRig.X)).isEqualTo(SeptEntry.make(SeptState.PENDING_BLOCKED, HUGE));
        assertThat(rig.mem(Leaf.TDH_MEM_RANGE_UNBLOCK, 1, TdxRig.X, 0).status()).isZero();
        assertThat(rig.entry(1, TdxRig.X)).isEqualTo(SeptEntry.make(SeptState.PENDING, HUGE));
    }

    @Test
    void splitAndMergedAPageIsWhatItWas() {
        TdxRig rig = with(SeptState.MAPPED);
        SortedMap<Long, Long> first = rig.words();
        blockAndTrack(rig, 1);
        assertThat(demote(rig, TdxRig.PAGE)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_DEMOTE, 0, 0, 0));
        rig.enter(0);
        assertThat(rig.touch(0, TdxRig.X + 9)).isEqualTo(new Tdx.Hit(HUGE + 9));
        blockAndTrack(rig, 1);
        assertThat(promote(rig).status()).as("a vCPU is inside since then").isEqualTo(0xC0000B0800000001L);
        rig.memory.write(rig.layout.residence().word(), 0);
        assertThat(promote(rig)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_PROMOTE, 0, TdxRig.PAGE << 12, 0));
        rig.memory.write(rig.layout.td(TdWord.EPOCH), 1);
        rig.memory.write(rig.layout.tdvps(0, TdvpsWord.EPOCH), 0);
        rig.memory.write(rig.layout.tdvps(0, TdvpsWord.ASSOCIATION), 0);
        rig.memory.write(rig.layout.call(0, CallWord.ASSOCIATION), 0);
        assertThat(rig.words()).isEqualTo(first);
    }

    @ParameterizedTest(name = "PROMOTE, {0}")
    @CsvSource({
        "one child pending",
        "one child blocked",
        "one child missing",
        "two children exchanged",
        "all one frame further",
    })
    void whatCannotBeMerged(String what) {
        TdxRig rig = with(SeptState.MAPPED);
        blockAndTrack(rig, 1);
        demote(rig, TdxRig.PAGE);
        switch (what) {
            case "one child pending" -> rig.set(SeptState.PENDING, 0, TdxRig.X + 511, HUGE + 511);
            case "one child blocked" -> rig.set(SeptState.BLOCKED, 0, TdxRig.X, HUGE);
            case "one child missing" -> rig.set(SeptState.FREE, 0, TdxRig.X + 200, 0);
            case "two children exchanged" -> {
                rig.set(SeptState.MAPPED, 0, TdxRig.X + 4, HUGE + 5);
                rig.set(SeptState.MAPPED, 0, TdxRig.X + 5, HUGE + 4);
            }
            default -> {
                for (int i = 0; i < 512; i++) {
                    rig.set(SeptState.MAPPED, 0, TdxRig.X + i, HUGE + 1 + i);
                }
            }
        }
        blockAndTrack(rig, 1);
        SortedMap<Long, Long> before = rig.words();
        assertThat(promote(rig)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_PROMOTE, 0xC0000B0900000001L, 0, 0x8101));
        assertThat(rig.words()).isEqualTo(before);
    }

    /** All 512 children are locked or none; the one in the way keeps the host's claim. */
    @Test
    void aChildThatSomebodyHoldsIsInTheWay() {
        TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, OpState.INITIALIZED, TdxRig::tables);
        for (int i = 0; i < 512; i++) {
            rig.set(SeptState.MAPPED, 0, TdxRig.X + i, HUGE + i);
        }
        rig.beginMem(1, Leaf.TDH_MEM_SEPT_RD, 0, TdxRig.X + 3, 0);
        assertThat(promote(rig)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_PROMOTE, 0x8000020000000001L, 7, 0x8401));
        assertThat(rig.hasHostPriority(0, TdxRig.X + 3)).isTrue();
        assertThat(rig.view.isLocked(0, TdxRig.X)).isFalse();
        rig.finish(1);
        rig.beginMem(1, Leaf.TDH_MEM_PAGE_PROMOTE, 1, TdxRig.X, 0);
        assertThat(rig.view.holdsEntry(1, 0, TdxRig.X + 511)).isTrue();
        assertThat(rig.view.holdsEntry(1, 0, TdxRig.X + 512)).isFalse();
        assertThat(rig.septRd(0, TdxRig.X + 3).status()).isEqualTo(0x8000020000000001L);
        assertThat(rig.view.holdsPage(1, 1, HUGE))
                .as("the page that it becomes")
                .isTrue();
        assertThat(((Tdx.Return) rig.finish(1)).status()).isZero();
        assertThat(rig.locksHeld()).isEmpty();
    }

    @Test
    void anInterruptEndsADemoteThatWouldSucceed() {
        TdxRig rig = with(SeptState.MAPPED, interrupt(Leaf.TDH_MEM_PAGE_DEMOTE, 3));
        assertThat(demote(rig, TdxRig.PAGE).status()).isEqualTo(0xC0000B0600000001L);
        blockAndTrack(rig, 1);
        assertThat(demote(rig, TdxRig.L2_TABLE).status()).isEqualTo(0xC000030000000008L);
        SortedMap<Long, Long> before = rig.words();
        assertThat(demote(rig, TdxRig.PAGE))
                .isEqualTo(new Tdx.Return(
                        Leaf.TDH_MEM_PAGE_DEMOTE, RESTARTABLE, Tdx.pageInfo(TdxRig.X, 1), rig.layout.tdr()));
        before.put(rig.layout.injection(0), 3L);
        assertThat(rig.words()).isEqualTo(before);
        assertThat(demote(rig, TdxRig.PAGE).status()).isZero();
    }

    /** It counts for nothing if something else is wrong, and where the module does not look. */
    @Test
    void anInterruptDoesNotHideAFailure() {
        TdxRig rig = with(SeptState.MAPPED, interrupt(Leaf.TDH_MEM_PAGE_DEMOTE, 1));
        assertThat(demote(rig, TdxRig.PAGE).status()).isEqualTo(0xC0000B0600000001L);
        ModuleVariant later = ModuleVariant.V1_5_01.without(ModuleSwitch.DEMOTE_RESTARTABLE);
        TdxRig patient = with(later, SeptState.MAPPED, interrupt(Leaf.TDH_MEM_PAGE_DEMOTE, 1));
        blockAndTrack(patient, 1);
        assertThat(demote(patient, TdxRig.PAGE).status()).isZero();
    }

    @Test
    void anInterruptEndsAPromoteThatWouldSucceed() {
        TdxRig rig = with(SeptState.PENDING, interrupt(Leaf.TDH_MEM_PAGE_PROMOTE, 1));
        blockAndTrack(rig, 1);
        demote(rig, TdxRig.PAGE);
        blockAndTrack(rig, 1);
        assertThat(promote(rig).status()).isEqualTo(RESTARTABLE);
        assertThat(rig.locksHeld()).isEmpty();
        assertThat(promote(rig).status()).isZero();
        assertThat(rig.state(1, TdxRig.X)).isEqualTo(SeptState.PENDING);
    }

    /** 1G: no leaf gives such a page, but 512 of 2M can become one. */
    @Test
    void a1gPageIsMergedFrom2mPagesAndSplitAgain() {
        long first = 0x40000;
        TdxRig rig = TdxRig.of(
                ModuleVariant.V1_5_01,
                facts -> facts.table(3, 0, TdxRig.L3_TABLE).table(2, 0, TdxRig.L2_TABLE));
        for (int i = 0; i < 512; i++) {
            assertThat(rig.mem(Leaf.TDH_MEM_PAGE_AUG, 1, 512L * i, first + 512L * i)
                            .status())
                    .isZero();
        }
        rig.block(2, 0);
        rig.track();
        assertThat(rig.mem(Leaf.TDH_MEM_PAGE_PROMOTE, 2, 0, 0).rcx()).isEqualTo(TdxRig.L2_TABLE << 12);
        assertThat(rig.entry(2, 0)).isEqualTo(SeptEntry.make(SeptState.PENDING, first));
        assertThat(rig.view.pamtType(2, first)).isEqualTo(PamtType.REG);
        assertThat(rig.view.pamtType(1, first + 512)).isEqualTo(PamtType.NDA);
        assertThat(rig.view.childCount()).isEqualTo(1 + 512 * 512);
        assertThat(rig.mem(Leaf.TDH_MEM_PAGE_AUG, 0, 1, TdxRig.PAGE).rdx())
                .as("no walk")
                .isEqualTo(0x202);
        rig.block(2, 0);
        assertThat(rig.memory.read(rig.layout.bepoch(2, first))).isEqualTo(2);
        rig.track();
        assertThat(rig.mem(Leaf.TDH_MEM_PAGE_DEMOTE, 2, 0, TdxRig.PAGE).status())
                .isZero();
        assertThat(rig.entry(1, 0x400)).isEqualTo(SeptEntry.make(SeptState.PENDING, first + 0x400));
        assertThat(rig.view.childCount()).isEqualTo(2 + 512 * 512);
    }

    @ParameterizedTest(name = "RECLAIM at 2M: frame {0}")
    @CsvSource({"1200, 0, 1", "1201, c000010000000001, 0"})
    void aLargePageIsReclaimedAsAWhole(String pfn, String status, long size) {
        TdxRig rig = with(SeptState.BLOCKED);
        rig.memory.write(rig.layout.td(TdWord.LIFECYCLE), LifeCycle.TEARDOWN.ordinal());
        Tdx.Return result = rig.call(Leaf.TDH_PHYMEM_PAGE_RECLAIM, Long.parseLong(pfn, 16) << 12, 0, 0);
        assertThat(Long.toHexString(result.status())).isEqualTo(status);
        assertThat(result.r8()).isEqualTo(size);
        assertThat(rig.view.childCount()).isEqualTo(size == 1 ? 2 : 514);
        assertThat(rig.locksHeld()).isEmpty();
    }
}
