package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.ModuleVariant;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what each host leaf does with an entry in each state, op-state RUNNABLE. Method: the whole table, state by
 * leaf, with status, RCX, RDX and the next state; states that none of these leaves makes are put there.
 */
final class HostLeafTransitionTest {
    /** Level 1, where an entry may be a table, a 2M page, or nothing. */
    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({
        "add,          FREE,            0,                0,                0,   NL_MAPPED",
        "add,          NL_MAPPED,       c0000b0d00000001, 7,                8401, NL_MAPPED",
        "add,          NL_BLOCKED,      c0000b0d00000001, 0,                8101, NL_BLOCKED",
        "add,          MAPPED,          c0000b0d00000001, 80000000010200f7, 0401, MAPPED",
        "add,          BLOCKED,         c0000b0d00000001, 80000000010200f0, 0101, BLOCKED",
        "add,          PENDING,         c0000b0d00000001, 80000000010200f0, 0201, PENDING",
        "add,          PENDING_BLOCKED, c0000b0d00000001, 80000000010200f0, 0301, PENDING_BLOCKED",
        "add-existing, FREE,            0,                0,                0,   NL_MAPPED",
        "add-existing, NL_MAPPED,       0,                0,                0,   NL_MAPPED",
        "add-existing, NL_BLOCKED,      c0000b0d00000001, 0,                8101, NL_BLOCKED",
        "add-existing, MAPPED,          c0000b0d00000001, 80000000010200f7, 0401, MAPPED",
        "add-existing, BLOCKED,         c0000b0d00000001, 80000000010200f0, 0101, BLOCKED",
        "add-existing, PENDING,         c0000b0d00000001, 80000000010200f0, 0201, PENDING",
        "add-existing, PENDING_BLOCKED, c0000b0d00000001, 80000000010200f0, 0301, PENDING_BLOCKED",
        "aug,          NL_MAPPED,       c0000b0d00000001, 7,                8401, NL_MAPPED",
        "aug,          NL_BLOCKED,      c0000b0d00000001, 0,                8101, NL_BLOCKED",
        "aug,          MAPPED,          c0000b0d00000001, 80000000010200f7, 0401, MAPPED",
        "aug,          BLOCKED,         c0000b0d00000001, 80000000010200f0, 0101, BLOCKED",
        "aug,          PENDING,         c0000b0d00000001, 80000000010200f0, 0201, PENDING",
        "aug,          PENDING_BLOCKED, c0000b0d00000001, 80000000010200f0, 0301, PENDING_BLOCKED",
    })
    void atLevel1(String leaf, SeptState state, String status, String rcx, String rdx, SeptState next) {
        TdxRig rig = TdxRig.of(
                ModuleVariant.V1_5_01,
                facts -> facts.table(3, TdxRig.X, TdxRig.L3_TABLE).table(2, TdxRig.X, TdxRig.L2_TABLE));
        run(rig, leaf, 1, state, status, rcx, rdx, next);
    }

    /** Level 0, where an entry is a page or nothing. */
    @ParameterizedTest(name = "aug of {0}")
    @CsvSource({
        "FREE,            0,                0,                0,    PENDING",
        "MAPPED,          c0000b0d00000001, 80000000010200f7, 0400, MAPPED",
        "BLOCKED,         c0000b0d00000001, 80000000010200f0, 0100, BLOCKED",
        "PENDING,         c0000b0d00000001, 80000000010200f0, 0200, PENDING",
        "PENDING_BLOCKED, c0000b0d00000001, 80000000010200f0, 0300, PENDING_BLOCKED",
    })
    void atLevel0(SeptState state, String status, String rcx, String rdx, SeptState next) {
        run(TdxRig.withTables(), "aug", 0, state, status, rcx, rdx, next);
    }

    private static void run(
            TdxRig rig,
            String leaf,
            int level,
            SeptState state,
            String status,
            String rcx,
            String rdx,
            SeptState next) {
        rig.set(state, level, TdxRig.X, state == SeptState.FREE ? 0 : 0x1020);
        SortedMap<Long, Long> before = rig.words();
        long children = rig.view.childCount();
        Tdx.Return result = call(rig, leaf, level);

        assertThat(Long.toHexString(result.status())).isEqualTo(status);
        assertThat(result.rcx()).isEqualTo(Long.parseUnsignedLong(rcx, 16));
        assertThat(result.rdx()).isEqualTo(Long.parseUnsignedLong(rdx, 16));
        assertThat(rig.state(level, TdxRig.X)).isEqualTo(next);
        assertThat(rig.locksHeld()).isEmpty();
        if (next == state) {
            assertThat(rig.words()).isEqualTo(before);
        } else {
            PamtType type = next.isLeaf() ? PamtType.REG : PamtType.EPT;
            assertThat(rig.view.pfn(level, TdxRig.X)).isEqualTo(TdxRig.PAGE);
            assertThat(rig.view.pamtType(TdxRig.PAGE)).isEqualTo(type);
            assertThat(rig.view.childCount()).isEqualTo(children + 1);
        }
    }

    private static Tdx.Return call(TdxRig rig, String leaf, int level) {
        long rcx = Tdx.pageInfo(TdxRig.X, level);
        long tdr = rig.layout.tdr();
        switch (leaf) {
            case "add" -> rig.begin(7, Leaf.TDH_MEM_SEPT_ADD, rcx, tdr, TdxRig.PAGE << 12);
            case "add-existing" ->
                rig.begin(7, Leaf.TDH_MEM_SEPT_ADD, rcx, tdr | Tdx.ALLOW_EXISTING, TdxRig.PAGE << 12);
            case "aug" -> rig.begin(7, Leaf.TDH_MEM_PAGE_AUG, rcx, tdr, TdxRig.PAGE << 12);
            default -> throw new AssertionError(leaf);
        }
        return (Tdx.Return) rig.finish(7);
    }

    /** The walk stops above the level asked for: at each state that an entry above can have. */
    @ParameterizedTest(name = "below {0}")
    @CsvSource({
        "FREE,            8000000000000000, 0001",
        "NL_BLOCKED,      0,                8101",
        "MAPPED,          80000000010200f7, 0401",
        "BLOCKED,         80000000010200f0, 0101",
        "PENDING,         80000000010200f0, 0201",
        "PENDING_BLOCKED, 80000000010200f0, 0301",
    })
    void aug4kBelow(SeptState above, String rcx, String rdx) {
        TdxRig rig = TdxRig.withTables();
        rig.set(above, 1, TdxRig.X, above == SeptState.FREE ? 0 : 0x1020);
        SortedMap<Long, Long> before = rig.words();
        Tdx.Return result = rig.aug(TdxRig.Y, TdxRig.PAGE);
        assertThat(Long.toHexString(result.status())).isEqualTo("c0000b0000000001");
        assertThat(result.rcx()).isEqualTo(Long.parseUnsignedLong(rcx, 16));
        assertThat(result.rdx()).isEqualTo(Long.parseUnsignedLong(rdx, 16));
        assertThat(rig.words()).isEqualTo(before);
    }
}
