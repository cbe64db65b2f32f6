package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.seamstress.core.model.ModuleVariant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: what each leaf of the host does with an entry in each state, in a TD that runs and in one that is not final
 * yet. Method: the tables of the module's specification, a test for each cell at each level that the leaf takes and the
 * state can be at; each state is put there. What guests do with an entry, {@link GuestTransitionTest} has.
 *
 * <p>Names: {@code S} EPT_ENTRY_STATE_INCORRECT, {@code NB} GPA_RANGE_NOT_BLOCKED, {@code AB}
 * GPA_RANGE_ALREADY_BLOCKED, all of RCX and with details; {@code OP} OP_STATE_INCORRECT; {@code =} success, and nothing
 * changes; {@code rd} the same, with details; a state, success, and it is the next one; {@code T:} before a state,
 * success if the entry is tracked, else TLB_TRACKING_NOT_DONE of RCX; {@code U:}, the same of SEPT_TREE; {@code -}
 * cannot be.
 *
 * <p>PROMOTE finds 512 pages that are MAPPED, PROMOTE_P such that are PENDING.
 *
 * <p>Shape: in the third TD epoch; tracked is an entry with BEPOCH 2, untracked one with BEPOCH 3.
 */
final class EntryStateTableTest {
    private static final long EPOCH = 3;
    private static final long OLD = TdxRig.HUGE_PAGE;
    private static final long NEW = TdxRig.HUGE_PAGE + 0x200;
    private static final long CHILDREN = 5000;

    private static final List<SeptState> STATES = List.of(
            SeptState.FREE,
            SeptState.NL_MAPPED,
            SeptState.NL_BLOCKED,
            SeptState.MAPPED,
            SeptState.BLOCKED,
            SeptState.PENDING,
            SeptState.PENDING_BLOCKED);

    /** Columns: FREE, NL_MAPPED, NL_BLOCKED, MAPPED, BLOCKED, PENDING, PENDING_BLOCKED. */
    private static final List<String> RUNNABLE = List.of(
            "SEPT_ADD       1   NL_MAPPED  S           S            S        S         S                S",
            "SEPT_ADD_EXIST 1   NL_MAPPED  =           S            S        S         S                S",
            "SEPT_REMOVE    1   S          NB          T:FREE       S        S         S                S",
            "SEPT_RD        01  rd         rd          rd           rd       rd        rd               rd",
            "PAGE_ADD       0   OP         -           -            OP       OP        OP               OP",
            "PAGE_AUG       0   PENDING    -           -            S        S         S                S",
            "PAGE_AUG       1   PENDING    S           S            S        S         S                S",
            "PAGE_REMOVE    01  S          S           S            NB       T:FREE    NB               T:FREE",
            "PAGE_RELOCATE  0   S          -           -            NB       T:MAPPED  NB               T:PENDING",
            "PAGE_PROMOTE   1   S          NB          T:MAPPED     S        S         S                S",
            "PAGE_PROMOTE_P 1   S          NB          T:PENDING    S        S         S                S",
            "PAGE_DEMOTE    1   S          S           S            NB       T:NL_MAPPED NB             T:NL_MAPPED",
            "RANGE_BLOCK    01  S          NL_BLOCKED  AB           BLOCKED  AB        PENDING_BLOCKED  AB",
            "RANGE_UNBLOCK  01  S          S           U:NL_MAPPED  S        U:MAPPED  S                U:PENDING");

    /** Nobody has run, so nothing need be blocked or tracked; of what was, BEPOCH says nothing. */
    private static final List<String> INITIALIZED = List.of(
            "SEPT_ADD       1   NL_MAPPED  S           S          S        S        S                S",
            "SEPT_ADD_EXIST 1   NL_MAPPED  =           S          S        S        S                S",
            "SEPT_REMOVE    1   S          FREE        FREE       S        S        S                S",
            "SEPT_RD        01  rd         rd          rd         rd       rd       rd               rd",
            "PAGE_ADD       0   MAPPED     -           -          S        S        S                S",
            "PAGE_AUG       0   PENDING    -           -          S        S        S                S",
            "PAGE_AUG       1   PENDING    S           S          S        S        S                S",
            "PAGE_REMOVE    01  S          S           S          FREE     FREE     FREE             FREE",
            "PAGE_RELOCATE  0   S          -           -          MAPPED   MAPPED   PENDING          PENDING",
            "PAGE_PROMOTE   1   S          MAPPED      MAPPED     S        S        S                S",
            "PAGE_PROMOTE_P 1   S          PENDING     PENDING    S        S        S                S",
            "PAGE_DEMOTE    1   S          S           S          NL_MAPPED NL_MAPPED NL_MAPPED      NL_MAPPED",
            "RANGE_BLOCK    01  S          NL_BLOCKED  AB         BLOCKED  AB       PENDING_BLOCKED  AB",
            "RANGE_UNBLOCK  01  S          S           NL_MAPPED  S        MAPPED   S                PENDING");

    @TestFactory
    List<DynamicTest> runnable() {
        return tests(OpState.RUNNABLE, RUNNABLE);
    }

    @TestFactory
    List<DynamicTest> initialized() {
        return tests(OpState.INITIALIZED, INITIALIZED);
    }

    private static List<DynamicTest> tests(OpState opState, List<String> rows) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String row : rows) {
            String[] cells = row.split(" +");
            for (char level : cells[1].toCharArray()) {
                for (SeptState state : STATES) {
                    Cell cell = new Cell(opState, cells[0], level - '0', state, cells[2 + STATES.indexOf(state)]);
                    if (!cell.expected.equals("-") && cell.isPossible()) {
                        tests.addAll(cell.tests());
                    }
                }
            }
        }
        return tests;
    }

    private record Cell(OpState opState, String leaf, int level, SeptState state, String expected) {
        /** At 4K there is no table. */
        boolean isPossible() {
            return level > 0 || state.isLeaf() || state == SeptState.FREE;
        }

        List<DynamicTest> tests() {
            String name = leaf + " of " + state + " at " + (level == 0 ? "4K" : "2M");
            if (!state.isBlocked()) {
                return List.of(dynamicTest(name, () -> check(true)));
            }
            return List.of(
                    dynamicTest(name + ", tracked", () -> check(true)),
                    dynamicTest(name + ", untracked", () -> check(false)));
        }

        private boolean isConditional() {
            return expected.startsWith("T:") || expected.startsWith("U:");
        }

        private SeptState next() {
            boolean isState = isConditional()
                    || STATES.stream().anyMatch(each -> each.name().equals(expected));
            return isState ? SeptState.valueOf(expected.substring(isConditional() ? 2 : 0)) : state;
        }

        private void check(boolean isTracked) {
            TdxRig rig = rig(isTracked);
            SortedMap<Long, Long> before = rig.words();
            boolean isRefused = isConditional() && !isTracked;
            begin(rig);
            Tdx.Return result = (Tdx.Return) rig.finish(7);

            assertThat(Long.toHexString(result.status())).isEqualTo(Long.toHexString(status(isRefused)));
            assertThat(rig.locksHeld()).isEmpty();
            boolean hasDetails = List.of("S", "NB", "AB", "rd").contains(expected);
            if (hasDetails) {
                assertThat(Long.toHexString(result.rcx())).isEqualTo(Long.toHexString(view()));
                assertThat(Long.toHexString(result.rdx())).isEqualTo(Long.toHexString(details()));
            }
            if (isRefused || next() == state && !isMoved()) {
                assertThat(rig.words()).isEqualTo(before);
                assertThat(hasDetails ? 0 : result.rcx() | result.rdx()).isZero();
            } else {
                checkChange(rig, result);
            }
        }

        private boolean isMoved() {
            return leaf.equals("PAGE_RELOCATE") && !expected.equals("S") && !expected.equals("NB");
        }

        private TdxRig rig(boolean isTracked) {
            TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, opState, facts -> {
                TdxRig.tables(facts);
            });
            rig.memory.write(rig.layout.td(TdWord.EPOCH), EPOCH);
            rig.memory.write(rig.layout.td(TdWord.CHLDCNT), CHILDREN);
            rig.memory.write(rig.contentWord(OLD), 0x77);
            rig.set(state, level, TdxRig.X, state == SeptState.FREE ? 0 : OLD);
            if (state != SeptState.FREE) {
                PamtType type = state.isLeaf() ? PamtType.REG : PamtType.EPT;
                rig.memory.write(rig.layout.pamt(oldSize(), OLD), PamtEntry.make(type, TdxRig.FIRST_PFN));
            }
            if (state.isBlocked()) {
                rig.memory.write(rig.layout.bepoch(oldSize(), OLD), isTracked ? EPOCH - 1 : EPOCH);
            }
            for (int i = 0; i < 512 && leaf.startsWith("PAGE_PROMOTE") && !state.isLeaf(); i++) {
                SeptState child = leaf.endsWith("_P") ? SeptState.PENDING : SeptState.MAPPED;
                rig.set(child, 0, TdxRig.X + i, NEW + i);
                rig.memory.write(rig.layout.pamt(NEW + i), PamtEntry.make(PamtType.REG, TdxRig.FIRST_PFN));
            }
            return rig;
        }

        /** The level of the page that the entry points to at first. */
        private int oldSize() {
            return state.isLeaf() ? level : 0;
        }

        private void begin(TdxRig rig) {
            Leaf which = Leaf.valueOf("TDH_MEM_" + leaf.replaceFirst("_EXIST|_P$", ""));
            long rdx = rig.layout.tdr() | (leaf.equals("SEPT_ADD_EXIST") ? Tdx.ALLOW_EXISTING : 0);
            long page = leaf.equals("PAGE_DEMOTE") ? TdxRig.OTHER_PAGE : NEW;
            long pageInfo = Tdx.pageInfo(TdxRig.X, level);
            rig.deliver(7, new Tdx.Seamcall(which, pageInfo, rdx, page << 12, OLD << 12));
        }

        private long status(boolean isRefused) {
            if (isRefused) {
                return expected.startsWith("U:") ? 0xC0000B0800000092L : 0xC0000B0800000001L;
            }
            return switch (expected) {
                case "S" -> 0xC0000B0D00000001L;
                case "NB" -> 0xC0000B0600000001L;
                case "AB" -> 0x00000B0700000001L;
                case "OP" -> 0xC000060800000000L;
                default -> 0;
            };
        }

        /** What RCX tells of the entry. */
        private long view() {
            return switch (state) {
                case FREE -> 0x8000000000000000L;
                case NL_MAPPED -> 7;
                case NL_BLOCKED -> 0;
                case MAPPED -> 0x80000000012000f7L;
                case BLOCKED, PENDING, PENDING_BLOCKED -> 0x80000000012000f0L;
            };
        }

        /** What RDX tells of it. */
        private long details() {
            int number = switch (state) {
                case FREE -> 0;
                case NL_MAPPED -> 132;
                case NL_BLOCKED -> 129;
                case MAPPED -> 4;
                case BLOCKED -> 1;
                case PENDING -> 2;
                case PENDING_BLOCKED -> 3;
            };
            return (long) number << 8 | level;
        }

        private void checkChange(TdxRig rig, Tdx.Return result) {
            if (leaf.equals("PAGE_DEMOTE")) {
                checkSplit(rig, result);
                return;
            }
            SeptState next = next();
            boolean isPromoted = leaf.startsWith("PAGE_PROMOTE");
            boolean isNew = state == SeptState.FREE || isMoved() || isPromoted;
            boolean isGone = next == SeptState.FREE || isMoved() || isPromoted;
            int newSize = next.isLeaf() ? level : 0;
            long pfn = next == SeptState.FREE ? 0 : isNew ? NEW : OLD;
            assertThat(rig.entry(level, TdxRig.X)).isEqualTo(SeptEntry.make(next, pfn));
            assertThat(result.rcx()).isEqualTo(isGone ? OLD << 12 : 0);
            assertThat(result.rdx()).isZero();
            long gained = isNew && !isPromoted ? 1L << 9 * newSize : 0;
            long lost = isGone && state != SeptState.FREE ? 1L << 9 * oldSize() : 0;
            assertThat(rig.view.childCount() - CHILDREN).isEqualTo(gained - lost);
            PamtType type = next.isLeaf() ? PamtType.REG : PamtType.EPT;
            assertThat(rig.view.pamtType(newSize, NEW)).isEqualTo(isNew ? type : PamtType.NDA);
            assertThat(rig.view.pamtType(oldSize(), OLD))
                    .isEqualTo(isGone || state == SeptState.FREE ? PamtType.NDA : type);
            boolean isNewlyBlocked = next.isBlocked() && !state.isBlocked();
            assertThat(rig.memory.read(rig.layout.bepoch(oldSize(), OLD))).isEqualTo(isNewlyBlocked ? EPOCH : 0);
            for (int i = 0; i < 512 && isPromoted; i++) {
                assertThat(rig.entry(0, TdxRig.X + i)).isEqualTo(SeptEntry.FREE);
                assertThat(rig.view.pamtType(NEW + i)).isEqualTo(PamtType.NDA);
            }
            boolean isCopied = next == SeptState.MAPPED && (isMoved() || leaf.equals("PAGE_ADD"));
            assertThat(rig.memory.read(rig.contentWord(NEW))).isEqualTo(isCopied ? 0x77 : 0x5a5a);
            assertThat(rig.memory.read(rig.contentWord(OLD))).isEqualTo(0x77);
        }

        private void checkSplit(TdxRig rig, Tdx.Return result) {
            SeptState child =
                    state == SeptState.MAPPED || state == SeptState.BLOCKED ? SeptState.MAPPED : SeptState.PENDING;
            assertThat(result).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_DEMOTE, 0, 0, 0));
            assertThat(rig.entry(1, TdxRig.X)).isEqualTo(SeptEntry.make(SeptState.NL_MAPPED, TdxRig.OTHER_PAGE));
            assertThat(rig.view.pamtType(TdxRig.OTHER_PAGE)).isEqualTo(PamtType.EPT);
            assertThat(rig.view.pamtType(1, OLD)).isEqualTo(PamtType.NDA);
            assertThat(rig.memory.read(rig.layout.bepoch(1, OLD))).isZero();
            assertThat(rig.view.childCount()).isEqualTo(CHILDREN + 1);
            for (int i = 0; i < 512; i++) {
                assertThat(rig.entry(0, TdxRig.X + i)).isEqualTo(SeptEntry.make(child, OLD + i));
                assertThat(rig.memory.read(rig.layout.pamt(OLD + i)))
                        .isEqualTo(PamtEntry.make(PamtType.REG, TdxRig.FIRST_PFN));
                assertThat(rig.view.bepoch(OLD + i)).isZero();
            }
            assertThat(rig.memory.read(rig.contentWord(OLD))).isEqualTo(0x77);
        }
    }
}
