package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.ModuleVariant;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: what each leaf of a zap does with an entry in each state, in a TD that runs and in one that is not final yet.
 * Method: the whole table, state by leaf, with status, RCX, RDX and the next state; each state is put there.
 *
 * <p>Names: {@code remove} finds BEPOCH one epoch old and no vCPU that entered in it, which is tracked;
 * {@code untracked} finds BEPOCH of this epoch.
 */
final class ZapLeafTransitionTest {
    private static final long PFN = 0x1020;

    /** Level 0, where an entry is a page or nothing. */
    @ParameterizedTest(name = "RUNNABLE: {0} of {1}")
    @CsvSource({
        "block,     FREE,            c0000b0d00000001, 8000000000000000, 0000, FREE",
        "block,     MAPPED,          0,                0,                0,    BLOCKED",
        "block,     BLOCKED,         00000b0700000001, 80000000010200f0, 0100, BLOCKED",
        "block,     PENDING,         0,                0,                0,    PENDING_BLOCKED",
        "block,     PENDING_BLOCKED, 00000b0700000001, 80000000010200f0, 0300, PENDING_BLOCKED",
        "remove,    FREE,            c0000b0d00000001, 8000000000000000, 0000, FREE",
        "remove,    MAPPED,          c0000b0600000001, 80000000010200f7, 0400, MAPPED",
        "remove,    BLOCKED,         0,                1020000,          0,    FREE",
        "remove,    PENDING,         c0000b0600000001, 80000000010200f0, 0200, PENDING",
        "remove,    PENDING_BLOCKED, 0,                1020000,          0,    FREE",
        "untracked, FREE,            c0000b0d00000001, 8000000000000000, 0000, FREE",
        "untracked, MAPPED,          c0000b0600000001, 80000000010200f7, 0400, MAPPED",
        "untracked, BLOCKED,         c0000b0800000001, 0,                0,    BLOCKED",
        "untracked, PENDING,         c0000b0600000001, 80000000010200f0, 0200, PENDING",
        "untracked, PENDING_BLOCKED, c0000b0800000001, 0,                0,    PENDING_BLOCKED",
        "rd,        FREE,            0,                8000000000000000, 0000, FREE",
        "rd,        MAPPED,          0,                80000000010200f7, 0400, MAPPED",
        "rd,        BLOCKED,         0,                80000000010200f0, 0100, BLOCKED",
        "rd,        PENDING,         0,                80000000010200f0, 0200, PENDING",
        "rd,        PENDING_BLOCKED, 0,                80000000010200f0, 0300, PENDING_BLOCKED",
    })
    void runnableAtLevel0(String leaf, SeptState state, String status, String rcx, String rdx, SeptState next) {
        run(OpState.RUNNABLE, leaf, 0, state, new Expected(status, rcx, rdx, next));
    }

    /** Before MR.FINALIZE nobody has run, so nothing need be blocked or tracked. */
    @ParameterizedTest(name = "INITIALIZED: {0} of {1}")
    @CsvSource({
        "block,     FREE,            c0000b0d00000001, 8000000000000000, 0000, FREE",
        "block,     MAPPED,          0,                0,                0,    BLOCKED",
        "block,     BLOCKED,         00000b0700000001, 80000000010200f0, 0100, BLOCKED",
        "block,     PENDING,         0,                0,                0,    PENDING_BLOCKED",
        "block,     PENDING_BLOCKED, 00000b0700000001, 80000000010200f0, 0300, PENDING_BLOCKED",
        "remove,    FREE,            c0000b0d00000001, 8000000000000000, 0000, FREE",
        "remove,    MAPPED,          0,                1020000,          0,    FREE",
        "remove,    BLOCKED,         0,                1020000,          0,    FREE",
        "remove,    PENDING,         0,                1020000,          0,    FREE",
        "remove,    PENDING_BLOCKED, 0,                1020000,          0,    FREE",
        "untracked, BLOCKED,         0,                1020000,          0,    FREE",
        "untracked, PENDING_BLOCKED, 0,                1020000,          0,    FREE",
        "rd,        FREE,            0,                8000000000000000, 0000, FREE",
        "rd,        MAPPED,          0,                80000000010200f7, 0400, MAPPED",
        "rd,        BLOCKED,         0,                80000000010200f0, 0100, BLOCKED",
        "rd,        PENDING,         0,                80000000010200f0, 0200, PENDING",
        "rd,        PENDING_BLOCKED, 0,                80000000010200f0, 0300, PENDING_BLOCKED",
    })
    void initializedAtLevel0(String leaf, SeptState state, String status, String rcx, String rdx, SeptState next) {
        run(OpState.INITIALIZED, leaf, 0, state, new Expected(status, rcx, rdx, next));
    }

    /** Level 1, where an entry may be a table, a 2M page, or nothing; in both op-states. */
    @ParameterizedTest(name = "2M: {0} of {1}")
    @CsvSource({
        "block,     FREE,            c0000b0d00000001, 8000000000000000, 0001, FREE",
        "block,     NL_MAPPED,       0,                0,                0,    NL_BLOCKED",
        "block,     NL_BLOCKED,      00000b0700000001, 0,                8101, NL_BLOCKED",
        "block,     MAPPED,          0,                0,                0,    BLOCKED",
        "block,     BLOCKED,         00000b0700000001, 80000000010200f0, 0101, BLOCKED",
        "block,     PENDING,         0,                0,                0,    PENDING_BLOCKED",
        "block,     PENDING_BLOCKED, 00000b0700000001, 80000000010200f0, 0301, PENDING_BLOCKED",
        "remove,    FREE,            c0000b0d00000001, 8000000000000000, 0001, FREE",
        "remove,    NL_MAPPED,       c0000b0d00000001, 7,                8401, NL_MAPPED",
        "remove,    NL_BLOCKED,      c0000b0d00000001, 0,                8101, NL_BLOCKED",
        "rd,        FREE,            0,                8000000000000000, 0001, FREE",
        "rd,        NL_MAPPED,       0,                7,                8401, NL_MAPPED",
        "rd,        NL_BLOCKED,      0,                0,                8101, NL_BLOCKED",
        "rd,        MAPPED,          0,                80000000010200f7, 0401, MAPPED",
        "rd,        BLOCKED,         0,                80000000010200f0, 0101, BLOCKED",
        "rd,        PENDING,         0,                80000000010200f0, 0201, PENDING",
        "rd,        PENDING_BLOCKED, 0,                80000000010200f0, 0301, PENDING_BLOCKED",
    })
    void atLevel1(String leaf, SeptState state, String status, String rcx, String rdx, SeptState next) {
        run(OpState.RUNNABLE, leaf, 1, state, new Expected(status, rcx, rdx, next));
        run(OpState.INITIALIZED, leaf, 1, state, new Expected(status, rcx, rdx, next));
    }

    @ParameterizedTest(name = "2M, RUNNABLE: {0} of {1}")
    @CsvSource({
        "remove,    MAPPED,          c0000b0600000001, 80000000010200f7, 0401, MAPPED",
        "remove,    PENDING,         c0000b0600000001, 80000000010200f0, 0201, PENDING",
        "untracked, BLOCKED,         c0000b0800000001, 0,                0,    BLOCKED",
        "untracked, PENDING_BLOCKED, c0000b0800000001, 0,                0,    PENDING_BLOCKED",
    })
    void runnableAtLevel1(String leaf, SeptState state, String status, String rcx, String rdx, SeptState next) {
        run(OpState.RUNNABLE, leaf, 1, state, new Expected(status, rcx, rdx, next));
    }

    @ParameterizedTest(name = "REMOVE of a 2M page, {0}")
    @EnumSource(
            names = {"MAPPED", "BLOCKED", "PENDING", "PENDING_BLOCKED"},
            value = SeptState.class)
    void removeOfA2mPageIsNotModelledYet(SeptState state) {
        assertThatThrownBy(() -> begin(OpState.INITIALIZED, "remove", 1, state))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("2M");
    }

    private record Expected(String status, String rcx, String rdx, SeptState next) {}

    private static TdxRig begin(OpState opState, String leaf, int level, SeptState state) {
        TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, opState, TdxRig::tables);
        rig.memory.write(rig.layout.td(TdWord.EPOCH), 3);
        rig.memory.write(rig.layout.td(TdWord.CHLDCNT), 4);
        if (state != SeptState.FREE) {
            PamtType type = state.isLeaf() ? PamtType.REG : PamtType.EPT;
            rig.memory.write(rig.layout.pamt(PFN), PamtEntry.make(type, TdxRig.FIRST_PFN));
        }
        if (state.isBlocked()) {
            rig.memory.write(rig.layout.bepoch(PFN), leaf.equals("untracked") ? 3 : 2);
        }
        rig.set(state, level, TdxRig.X, state == SeptState.FREE ? 0 : PFN);
        Leaf which = switch (leaf) {
            case "block" -> Leaf.TDH_MEM_RANGE_BLOCK;
            case "remove", "untracked" -> Leaf.TDH_MEM_PAGE_REMOVE;
            case "rd" -> Leaf.TDH_MEM_SEPT_RD;
            default -> throw new AssertionError(leaf);
        };
        rig.begin(7, which, Tdx.pageInfo(TdxRig.X, level), rig.layout.tdr(), 0);
        return rig;
    }

    private static void run(OpState opState, String leaf, int level, SeptState state, Expected expected) {
        SortedMap<Long, Long> before = begin(opState, "rd", level, state).words();
        TdxRig rig = begin(opState, leaf, level, state);
        long bepoch = rig.view.bepoch(PFN);
        Tdx.Return result = (Tdx.Return) rig.finish(7);

        assertThat(result.status()).isEqualTo(Long.parseUnsignedLong(expected.status, 16));
        assertThat(result.rcx()).isEqualTo(Long.parseUnsignedLong(expected.rcx, 16));
        assertThat(result.rdx()).isEqualTo(Long.parseUnsignedLong(expected.rdx, 16));
        assertThat(rig.entry(level, TdxRig.X))
                .isEqualTo(SeptEntry.make(expected.next, expected.next == SeptState.FREE ? 0 : PFN));
        assertThat(rig.locksHeld()).isEmpty();
        boolean isFreed = state != SeptState.FREE && expected.next == SeptState.FREE;
        boolean isNewlyBlocked = expected.next.isBlocked() && !state.isBlocked();
        assertThat(rig.view.childCount()).isEqualTo(isFreed ? 3 : 4);
        assertThat(rig.view.bepoch(PFN)).isEqualTo(isNewlyBlocked ? 3 : isFreed ? 0 : bepoch);
        assertThat(rig.memory.read(rig.layout.pamt(PFN)))
                .isEqualTo(isFreed ? 0 : before.getOrDefault(rig.layout.pamt(PFN), 0L));
    }

    /** Under a table that is blocked, and under a page, there is nothing to be had; nor where nothing is. */
    @ParameterizedTest(name = "{0} below {1}")
    @CsvSource({
        "block,  FREE,            8000000000000000, 0001",
        "block,  NL_BLOCKED,      0,                8101",
        "block,  MAPPED,          80000000010200f7, 0401",
        "block,  BLOCKED,         80000000010200f0, 0101",
        "block,  PENDING,         80000000010200f0, 0201",
        "block,  PENDING_BLOCKED, 80000000010200f0, 0301",
        "remove, FREE,            8000000000000000, 0001",
        "remove, NL_BLOCKED,      0,                8101",
        "remove, MAPPED,          80000000010200f7, 0401",
        "remove, BLOCKED,         80000000010200f0, 0101",
        "remove, PENDING,         80000000010200f0, 0201",
        "remove, PENDING_BLOCKED, 80000000010200f0, 0301",
        "rd,     FREE,            8000000000000000, 0001",
        "rd,     NL_BLOCKED,      0,                8101",
        "rd,     MAPPED,          80000000010200f7, 0401",
        "rd,     BLOCKED,         80000000010200f0, 0101",
        "rd,     PENDING,         80000000010200f0, 0201",
        "rd,     PENDING_BLOCKED, 80000000010200f0, 0301",
    })
    void below(String leaf, SeptState above, String rcx, String rdx) {
        TdxRig rig = TdxRig.withTables();
        rig.set(above, 1, TdxRig.X, above == SeptState.FREE ? 0 : PFN);
        SortedMap<Long, Long> before = rig.words();
        Tdx.Return result = switch (leaf) {
            case "block" -> rig.block(0, TdxRig.Y);
            case "remove" -> rig.remove(TdxRig.Y);
            case "rd" -> rig.septRd(0, TdxRig.Y);
            default -> throw new AssertionError(leaf);
        };
        assertThat(Long.toHexString(result.status())).isEqualTo("c0000b0000000001");
        assertThat(result.rcx()).isEqualTo(Long.parseUnsignedLong(rcx, 16));
        assertThat(result.rdx()).isEqualTo(Long.parseUnsignedLong(rdx, 16));
        assertThat(rig.words()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0} level {1}: {2}")
    @CsvSource({
        "TDH_MEM_RANGE_BLOCK, 3, true",
        "TDH_MEM_RANGE_BLOCK, 4, false",
        "TDH_MEM_SEPT_RD,     3, true",
        "TDH_MEM_SEPT_RD,     4, false",
        "TDH_MEM_PAGE_REMOVE, 2, true",
        "TDH_MEM_PAGE_REMOVE, 3, false",
    })
    void levels(Leaf leaf, int level, boolean isAllowed) {
        TdxRig rig = TdxRig.withTables();
        rig.begin(7, leaf, Tdx.pageInfo(0, level), rig.layout.tdr(), 0);
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

    @ParameterizedTest
    @EnumSource(OpState.class)
    void opStatesThatAllowThem(OpState opState) {
        TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, opState, TdxRig::tables);
        rig.set(SeptState.MAPPED, 0, TdxRig.X, PFN);
        long expected = opState == OpState.UNINITIALIZED ? 0xC000060800000000L : 0;
        assertThat(rig.septRd(0, TdxRig.X).status()).isEqualTo(expected);
        assertThat(rig.block(0, TdxRig.X).status()).isEqualTo(expected);
        assertThat(rig.track().status()).isEqualTo(expected);
        assertThat(rig.view.epoch()).isEqualTo(expected == 0 ? 2 : 1);
        assertThat(rig.remove(TdxRig.X).status()).isEqualTo(expected);
        assertThat(rig.wbinvd(PFN).status()).as("it asks no TD").isZero();
    }
}
