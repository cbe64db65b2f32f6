package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import org.junit.jupiter.api.Test;

/**
 * Goal: the worked sequences of the module's specification come out as written. Method: a runnable TD of four levels
 * with an empty tree, one call after the other.
 *
 * <p>Vectors 1 to 4. Those of zaps, 5 to 12, {@link TlbTrackingTest} has, with the rest of 10 and 11 and with 15 in
 * {@link TakingBackTest}; 13 is in {@link LargePageTest}, 14 in {@link SteppingTest}, 16 in {@link BuildingTest}.
 */
final class TestVectorsTest {
    private final TdxRig rig = TdxRig.empty();

    @Test
    void vector1AugOnAnEmptyTree() {
        assertThat(rig.aug(TdxRig.X, TdxRig.PAGE))
                .as("a FREE entry, level 3, state 0")
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_AUG, 0xC0000B0000000001L, 1L << 63, 3));
    }

    private void linkTables() {
        assertThat(rig.septAdd(3, 0, TdxRig.L3_TABLE)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_SEPT_ADD, 0, 0, 0));
        assertThat(rig.septAdd(2, 0, TdxRig.L2_TABLE).status()).isZero();
        assertThat(rig.septAdd(1, TdxRig.X, TdxRig.L1_TABLE).status()).isZero();
    }

    @Test
    void vector2TablesThenAugTwice() {
        linkTables();
        assertThat(rig.aug(TdxRig.X, TdxRig.PAGE)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_AUG, 0, 0, 0));
        assertThat(rig.aug(TdxRig.X, TdxRig.OTHER_PAGE))
                .as("the entry that is there, level 0, state 2")
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_AUG, 0xC0000B0D00000001L, 0x80000000010100F0L, 0x200));
        assertThat(rig.view.childCount()).isEqualTo(4);
        assertThat(rig.view.pamtType(TdxRig.OTHER_PAGE)).isEqualTo(PamtType.NDA);
    }

    @Test
    void vector3TheSamePageAtTwoPlaces() {
        linkTables();
        rig.aug(TdxRig.X, TdxRig.PAGE);
        assertThat(rig.aug(TdxRig.Y, TdxRig.PAGE))
                .isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_AUG, 0xC000030000000008L, 0, 0));
        assertThat(rig.state(0, TdxRig.Y)).isEqualTo(SeptState.FREE);
    }

    @Test
    void vector4AcceptTwiceAndAtTheWrongSize() {
        linkTables();
        rig.enter(0);
        rig.aug(TdxRig.X, TdxRig.PAGE);
        assertThat(rig.accept(0, 0, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0));
        assertThat(rig.memory.read(rig.contentWord(TdxRig.PAGE))).isZero();
        assertThat(rig.accept(0, 0, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0x00000B0A00000000L));
        assertThat(rig.accept(0, 1, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0xC0000B0B00000001L));
    }

    /** The module's half of a first private fault: three tables, one page, accepted, read. */
    @Test
    void firstPrivateFault() {
        rig.enter(0);
        assertThat(rig.accept(0, 0, TdxRig.X))
                .isEqualTo(new Tdx.EptViolation(0x200000, Tdx.ExtendedQualification.ACCEPT, 0));
        linkTables();
        rig.aug(TdxRig.X, TdxRig.PAGE);
        assertThat(rig.enter(0)).isInstanceOf(Tdx.Entered.class);
        assertThat(rig.accept(0, 0, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0));
        assertThat(rig.touch(0, TdxRig.X)).isEqualTo(new Tdx.Hit(TdxRig.PAGE));
        assertThat(rig.traced(Event.SEPT_CHANGED))
                .extracting(each -> each.a() + " " + each.b() + " " + SeptState.values()[(int) each.d()])
                .containsExactly("0 3 NL_MAPPED", "0 2 NL_MAPPED", "512 1 NL_MAPPED", "512 0 PENDING", "512 0 MAPPED");
    }

    @Test
    void fiveLevelsNeedOneTableMoreAndHaveAWiderGpa() {
        TdxRig deep = TdxRig.fiveLevels();
        assertThat(deep.aug(TdxRig.X, TdxRig.PAGE).rdx()).isEqualTo(4);
        assertThat(deep.septAdd(4, 0, TdxRig.PAGE).status()).isZero();
        assertThat(deep.aug(TdxRig.X, TdxRig.OTHER_PAGE).rdx()).isEqualTo(3);
        assertThat(deep.aug(1L << 38, TdxRig.OTHER_PAGE).status())
                .as("inside the GPAW, nothing there")
                .isEqualTo(0xC0000B0000000001L);
        assertThat(deep.aug(1L << 39, TdxRig.OTHER_PAGE).status()).isEqualTo(0xC000010000000001L);
        assertThat(rig.septAdd(4, 0, TdxRig.PAGE).status()).isEqualTo(0xC000010000000001L);
        assertThat(rig.aug(1L << 35, TdxRig.PAGE).status()).isEqualTo(0xC000010000000001L);
    }
}
