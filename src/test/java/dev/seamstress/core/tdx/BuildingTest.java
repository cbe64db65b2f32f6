package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.ModuleVariant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a TD gets its first image, is measured, and becomes final. Method: the leaves for that, call by call, with the
 * content and the measurement.
 */
final class BuildingTest {
    private static final long SOURCE = TdxRig.HUGE_PAGE;
    private TdxRig rig;

    @BeforeEach
    void tables() {
        rig = TdxRig.of(ModuleVariant.V1_5_01, OpState.INITIALIZED, ModuleUse.LIFE_CYCLE, TdxRig::tables);
        rig.memory.write(rig.contentWord(SOURCE), 0x42);
    }

    private Tdx.Return add(long gfn, long pfn) {
        rig.deliver(
                7,
                new Tdx.Seamcall(
                        Leaf.TDH_MEM_PAGE_ADD, Tdx.pageInfo(gfn, 0), rig.layout.tdr(), pfn << 12, SOURCE << 12));
        return (Tdx.Return) rig.finish(7);
    }

    private Tdx.Return extend(long gpa) {
        return rig.call(Leaf.TDH_MR_EXTEND, gpa, rig.layout.tdr(), 0);
    }

    private Tdx.Return finalizeTd() {
        return rig.call(Leaf.TDH_MR_FINALIZE, rig.layout.tdr(), 0, 0);
    }

    @Test
    void aPageIsACopyAndMapped() {
        assertThat(add(TdxRig.X, TdxRig.PAGE)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_ADD, 0, 0, 0));
        assertThat(rig.entry(0, TdxRig.X)).isEqualTo(SeptEntry.make(SeptState.MAPPED, TdxRig.PAGE));
        assertThat(rig.memory.read(rig.contentWord(TdxRig.PAGE))).isEqualTo(0x42);
        assertThat(rig.memory.read(rig.contentWord(SOURCE))).isEqualTo(0x42);
        assertThat(rig.view.pamtType(TdxRig.PAGE)).isEqualTo(PamtType.REG);
        assertThat(rig.view.pamtType(SOURCE)).isEqualTo(PamtType.NDA);
        assertThat(rig.view.childCount()).isEqualTo(4);
        assertThat(rig.locksHeld()).isEmpty();
        assertThat(finalizeTd()).isEqualTo(new Tdx.Return(Leaf.TDH_MR_FINALIZE, 0, 0, 0));
        rig.enter(0);
        assertThat(rig.touch(0, TdxRig.X)).as("no ACCEPT").isEqualTo(new Tdx.Hit(TdxRig.PAGE));
    }

    /** The same steps give the same measurement, others another; where a page lies in the host is no part of it. */
    @Test
    void theMeasurementIsOfWhatWasAddedWhere() {
        long first = measured(TdxRig.X, TdxRig.PAGE, 0, 0x42);
        assertThat(first).isNotZero();
        assertThat(measured(TdxRig.X, TdxRig.OTHER_PAGE, 0, 0x42)).isEqualTo(first);
        assertThat(measured(TdxRig.Y, TdxRig.PAGE, 0, 0x42)).as("elsewhere").isNotEqualTo(first);
        assertThat(measured(TdxRig.X, TdxRig.PAGE, 0x100, 0x42))
                .as("another part")
                .isNotEqualTo(first);
        assertThat(measured(TdxRig.X, TdxRig.PAGE, 0, 0x43)).as("other content").isNotEqualTo(first);
    }

    /** ADD measures where, and EXTEND what. */
    @Test
    void anAdditionAloneIsMeasured() {
        add(TdxRig.X, TdxRig.PAGE);
        long atX = rig.view.measurement();
        tables();
        add(TdxRig.Y, TdxRig.PAGE);
        assertThat(rig.view.measurement()).isNotZero().isNotEqualTo(atX);
        tables();
        rig.memory.write(rig.contentWord(SOURCE), 0x43);
        add(TdxRig.X, TdxRig.PAGE);
        assertThat(rig.view.measurement()).isEqualTo(atX);
    }

    private long measured(long gfn, long pfn, long offset, long content) {
        tables();
        rig.memory.write(rig.contentWord(SOURCE), content);
        add(gfn, pfn);
        long added = rig.view.measurement();
        assertThat(extend((gfn << 12) + offset)).isEqualTo(new Tdx.Return(Leaf.TDH_MR_EXTEND, 0, 0, 0));
        assertThat(rig.view.measurement()).isNotEqualTo(added);
        return rig.view.measurement();
    }

    @ParameterizedTest(name = "EXTEND at GPA {0}: {1}")
    @CsvSource({
        "200f00, 0,                0",
        "200080, c000010000000001, 0",
        "8000000200000, c000010000000001, 0",
        "800000200000, c000010000000001, 0",
        "201000, c0000b0300000001, 0",
        "202000, c0000b0300000001, 200",
        "400000, c0000b0300000001, 1",
    })
    void extendWantsAMappedPage(String gpa, String status, String details) {
        add(TdxRig.X, TdxRig.PAGE);
        rig.set(SeptState.PENDING, 0, TdxRig.X + 2, TdxRig.OTHER_PAGE);
        long before = rig.view.measurement();
        Tdx.Return result = extend(Long.parseLong(gpa, 16));
        assertThat(Long.toHexString(result.status())).isEqualTo(status);
        assertThat(Long.toHexString(result.rdx())).isEqualTo(details);
        assertThat(rig.view.measurement() == before).isEqualTo(result.status() != 0);
        assertThat(rig.locksHeld()).isEmpty();
    }

    @Test
    void aFinalTdIsBuiltNoMore() {
        assertThat(finalizeTd().status()).isZero();
        assertThat(rig.view.opState()).isEqualTo(OpState.RUNNABLE);
        assertThat(add(TdxRig.X, TdxRig.PAGE).status()).isEqualTo(0xC000060800000000L);
        assertThat(finalizeTd().status()).isEqualTo(0xC000060800000000L);
    }

    @Test
    void vector16PageAddInATdThatRuns() {
        finalizeTd();
        Tdx.Entered entered = (Tdx.Entered) rig.enter(0);
        assertThat(add(TdxRig.X, TdxRig.PAGE))
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_ADD, 0x8000020000000002L, 0, 0));
        rig.leaveByInterrupt(entered);
        assertThat(add(TdxRig.X, TdxRig.PAGE))
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_ADD, 0xC000060800000000L, 0, 0));
    }

    /** Where the TD is built, a call that fails stands in the way with a lock that it shares, too. */
    @Test
    void aFailingCallThatSharesTheTdrIsInTheWay() {
        rig.beginMem(1, Leaf.TDH_MEM_SEPT_RD, 4, 0, 0);
        assertThat(rig.view.isFailing(1)).isTrue();
        assertThat(add(TdxRig.X, TdxRig.PAGE).status()).isEqualTo(0x8000020000000002L);
        rig.finish(1);
        assertThat(add(TdxRig.X, TdxRig.PAGE).status()).isZero();
    }

    /** R9 outlives a coin that is tossed for the call. */
    @Test
    void theSourceOutlivesAToss() {
        Injection any = Injection.any(Injection.Outcome.BUSY, Injection.ANYONE, Leaf.TDH_MEM_PAGE_ADD, null);
        rig = TdxRig.of(
                ModuleVariant.V1_5_01, OpState.INITIALIZED, ModuleUse.LIFE_CYCLE.with(List.of(any)), TdxRig::tables);
        rig.memory.write(rig.contentWord(SOURCE), 0x42);
        rig.deliver(
                7,
                new Tdx.Seamcall(
                        Leaf.TDH_MEM_PAGE_ADD,
                        Tdx.pageInfo(TdxRig.X, 0),
                        rig.layout.tdr(),
                        TdxRig.PAGE << 12,
                        SOURCE << 12));
        rig.step(7);
        rig.tails();
        assertThat(((Tdx.Return) rig.finish(7)).status()).isZero();
        assertThat(rig.memory.read(rig.contentWord(TdxRig.PAGE))).isEqualTo(0x42);
    }
}
