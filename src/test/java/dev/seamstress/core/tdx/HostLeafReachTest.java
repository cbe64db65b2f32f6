package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: which entries and pages a leaf of the host reaches at all. Method: each leaf of one entry below each state that
 * ends a walk; each at its highest level and above; WBINVD of each type of page.
 */
final class HostLeafReachTest {
    private static final long PFN = TdxRig.HUGE_PAGE;
    private static final List<Leaf> OF_4K = List.of(
            Leaf.TDH_MEM_PAGE_AUG,
            Leaf.TDH_MEM_PAGE_REMOVE,
            Leaf.TDH_MEM_PAGE_RELOCATE,
            Leaf.TDH_MEM_RANGE_BLOCK,
            Leaf.TDH_MEM_RANGE_UNBLOCK,
            Leaf.TDH_MEM_SEPT_RD);

    private record Stop(SeptState state, long rcx, long rdx) {}

    private static final List<Stop> STOPS = List.of(
            new Stop(SeptState.FREE, 0x8000000000000000L, 0x0001),
            new Stop(SeptState.NL_BLOCKED, 0, 0x8101),
            new Stop(SeptState.MAPPED, 0x80000000012000f7L, 0x0401),
            new Stop(SeptState.BLOCKED, 0x80000000012000f0L, 0x0101),
            new Stop(SeptState.PENDING, 0x80000000012000f0L, 0x0201),
            new Stop(SeptState.PENDING_BLOCKED, 0x80000000012000f0L, 0x0301));

    /** Under a table that is blocked, and under a page, there is nothing to be had; nor where nothing is. */
    @TestFactory
    List<DynamicTest> below() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Leaf leaf : OF_4K) {
            for (Stop stop : STOPS) {
                tests.add(dynamicTest(leaf.text() + " below " + stop.state, () -> {
                    TdxRig rig = TdxRig.withTables();
                    rig.set(stop.state, 1, TdxRig.X, stop.state == SeptState.FREE ? 0 : PFN);
                    SortedMap<Long, Long> before = rig.words();
                    rig.begin(7, leaf, Tdx.pageInfo(TdxRig.Y, 0), rig.layout.tdr(), TdxRig.PAGE << 12);
                    assertThat(rig.finish(7)).isEqualTo(new Tdx.Return(leaf, 0xC0000B0000000001L, stop.rcx, stop.rdx));
                    assertThat(rig.words()).isEqualTo(before);
                }));
            }
        }
        return tests;
    }

    @ParameterizedTest(name = "{0} level {1}: {2}")
    @CsvSource({
        "TDH_MEM_SEPT_ADD,      0, false",
        "TDH_MEM_SEPT_ADD,      1, true",
        "TDH_MEM_SEPT_ADD,      3, true",
        "TDH_MEM_SEPT_ADD,      4, false",
        "TDH_MEM_SEPT_REMOVE,   0, false",
        "TDH_MEM_SEPT_REMOVE,   1, true",
        "TDH_MEM_SEPT_REMOVE,   3, true",
        "TDH_MEM_SEPT_REMOVE,   4, false",
        "TDH_MEM_PAGE_AUG,      1, true",
        "TDH_MEM_PAGE_AUG,      2, false",
        "TDH_MEM_PAGE_PROMOTE,  0, false",
        "TDH_MEM_PAGE_PROMOTE,  2, true",
        "TDH_MEM_PAGE_PROMOTE,  3, false",
        "TDH_MEM_PAGE_DEMOTE,   0, false",
        "TDH_MEM_PAGE_DEMOTE,   2, true",
        "TDH_MEM_PAGE_DEMOTE,   3, false",
        "TDH_MEM_PAGE_RELOCATE, 0, true",
        "TDH_MEM_PAGE_RELOCATE, 1, false",
        "TDH_MEM_RANGE_BLOCK,   3, true",
        "TDH_MEM_RANGE_BLOCK,   4, false",
        "TDH_MEM_RANGE_UNBLOCK, 3, true",
        "TDH_MEM_RANGE_UNBLOCK, 4, false",
        "TDH_MEM_SEPT_RD,       3, true",
        "TDH_MEM_SEPT_RD,       4, false",
        "TDH_MEM_PAGE_REMOVE,   2, true",
        "TDH_MEM_PAGE_REMOVE,   3, false",
    })
    void levels(Leaf leaf, int level, boolean isAllowed) {
        TdxRig rig = TdxRig.withTables();
        rig.begin(7, leaf, Tdx.pageInfo(level <= 1 ? TdxRig.X : 0, level), rig.layout.tdr(), 0);
        boolean isInvalid = ((Tdx.Return) rig.finish(7)).status() == 0xC000010000000001L;
        assertThat(isInvalid).isEqualTo(!isAllowed);
    }

    @ParameterizedTest(name = "WBINVD of a page that is {0}")
    @CsvSource({
        "NDA,   0",
        "RSVD,  c000030000000001",
        "REG,   c000030000000001",
        "TDR,   c000030000000001",
        "TDCX,  c000030000000001",
        "TDVPR, c000030000000001",
        "EPT,   c000030000000001",
    })
    void wbinvd(PamtType type, String status) {
        TdxRig rig = TdxRig.withTables();
        rig.memory.write(rig.layout.pamt(PFN), PamtEntry.make(type, 0));
        SortedMap<Long, Long> before = rig.words();
        assertThat(Long.toHexString(rig.wbinvd(PFN).status())).isEqualTo(status);
        assertThat(rig.words()).isEqualTo(before);
    }
}
