package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

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
 * <p>Names: as {@link EntryCell} has them.
 */
final class EntryStateTableTest {
    private static final long EPOCH = EntryCell.EPOCH;
    private static final long CHILDREN = EntryCell.CHILDREN;

    @TestFactory
    List<DynamicTest> runnable() {
        return tests(OpState.RUNNABLE);
    }

    @TestFactory
    List<DynamicTest> initialized() {
        return tests(OpState.INITIALIZED);
    }

    private static List<DynamicTest> tests(OpState opState) {
        List<DynamicTest> tests = new ArrayList<>();
        for (List<EntryCell> row : EntryCell.rows(opState)) {
            for (EntryCell cell : row) {
                if (cell.isPossible()) {
                    tests.addAll(tests(cell));
                }
            }
        }
        return tests;
    }

    private static List<DynamicTest> tests(EntryCell cell) {
        Check check = new Check(cell);
        if (!cell.state().isBlocked()) {
            return List.of(dynamicTest(cell.name(), () -> check.run(true)));
        }
        return List.of(
                dynamicTest(cell.name() + ", tracked", () -> check.run(true)),
                dynamicTest(cell.name() + ", untracked", () -> check.run(false)));
    }

    private record Check(EntryCell cell, String leaf, int level, SeptState state, String expected) {
        Check(EntryCell cell) {
            this(cell, cell.leaf(), cell.level(), cell.state(), cell.expected());
        }

        private boolean isConditional() {
            return expected.startsWith("T:") || expected.startsWith("U:");
        }

        /** What it says if tracking is not in the way. */
        private String tracked() {
            return isConditional() ? expected.substring(2) : expected;
        }

        private long oldPage() {
            return cell.oldPage();
        }

        private long newPage() {
            return cell.newPage();
        }

        private SeptState next() {
            boolean isState =
                    EntryCell.STATES.stream().anyMatch(each -> each.name().equals(tracked()));
            return isState ? SeptState.valueOf(tracked()) : state;
        }

        void run(boolean isTracked) {
            TdxRig rig = cell.rig(isTracked);
            SortedMap<Long, Long> before = rig.words();
            boolean isRefused = isConditional() && !isTracked;
            Tdx.Return result = cell.call(rig);

            assertThat(Long.toHexString(result.status())).isEqualTo(Long.toHexString(status(isRefused)));
            assertThat(rig.locksHeld()).isEmpty();
            boolean hasDetails =
                    !isRefused && List.of("S", "NB", "AB", "NF", "IC", "rd").contains(tracked());
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

        private long status(boolean isRefused) {
            if (isRefused) {
                return expected.startsWith("U:") ? 0xC0000B0800000092L : 0xC0000B0800000001L;
            }
            return switch (tracked()) {
                case "S" -> 0xC0000B0D00000001L;
                case "NB" -> 0xC0000B0600000001L;
                case "AB" -> 0x00000B0700000001L;
                case "NF" -> 0xC0000B0E00000001L;
                case "IC" -> 0xC0000B0900000001L;
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
                case MAPPED -> 0x80000000000000f7L | oldPage() << 12;
                case BLOCKED, PENDING, PENDING_BLOCKED -> 0x80000000000000f0L | oldPage() << 12;
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
            boolean isPromoted = cell.isPromotion();
            boolean isNew = state == SeptState.FREE || isMoved() || isPromoted;
            boolean isGone = next == SeptState.FREE || isMoved() || isPromoted;
            int newSize = next.isLeaf() ? level : 0;
            long pfn = next == SeptState.FREE ? 0 : isNew ? newPage() : oldPage();
            assertThat(rig.entry(level, cell.gfn())).isEqualTo(SeptEntry.make(next, pfn));
            assertThat(result.rcx()).isEqualTo(isGone ? oldPage() << 12 : 0);
            assertThat(result.rdx()).isZero();
            long gained = isNew && !isPromoted ? 1L << 9 * newSize : 0;
            long lost = isGone && state != SeptState.FREE ? 1L << 9 * cell.oldSize() : 0;
            assertThat(rig.view.childCount() - CHILDREN).isEqualTo(gained - lost);
            PamtType type = next.isLeaf() ? PamtType.REG : PamtType.EPT;
            assertThat(rig.view.pamtType(newSize, newPage())).isEqualTo(isNew ? type : PamtType.NDA);
            assertThat(rig.view.pamtType(cell.oldSize(), oldPage()))
                    .isEqualTo(isGone || state == SeptState.FREE ? PamtType.NDA : type);
            boolean isNewlyBlocked = next.isBlocked() && !state.isBlocked();
            assertThat(rig.memory.read(rig.layout.bepoch(cell.oldSize(), oldPage())))
                    .isEqualTo(isNewlyBlocked ? EPOCH : 0);
            for (int i = 0; i < 512 && isPromoted; i++) {
                assertThat(rig.entry(level - 1, cell.child(i))).isEqualTo(SeptEntry.FREE);
                assertThat(rig.view.pamtType(level - 1, part(newPage(), i))).isEqualTo(PamtType.NDA);
            }
            boolean isCopied = next == SeptState.MAPPED && (isMoved() || leaf.equals("PAGE_ADD"));
            assertThat(rig.memory.read(rig.contentWord(newPage()))).isEqualTo(isCopied ? 0x77 : 0x5a5a);
            assertThat(rig.memory.read(rig.contentWord(oldPage()))).isEqualTo(0x77);
        }

        /** The first frame of number {@code index} of the parts that a page of this level has. */
        private long part(long page, int index) {
            return page + ((long) index << 9 * (level - 1));
        }

        private void checkSplit(TdxRig rig, Tdx.Return result) {
            SeptState child =
                    state == SeptState.MAPPED || state == SeptState.BLOCKED ? SeptState.MAPPED : SeptState.PENDING;
            assertThat(result).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_DEMOTE, 0, 0, 0));
            assertThat(rig.entry(level, cell.gfn())).isEqualTo(SeptEntry.make(SeptState.NL_MAPPED, TdxRig.OTHER_PAGE));
            assertThat(rig.view.pamtType(TdxRig.OTHER_PAGE)).isEqualTo(PamtType.EPT);
            assertThat(rig.view.pamtType(level, oldPage())).isEqualTo(PamtType.NDA);
            assertThat(rig.memory.read(rig.layout.bepoch(level, oldPage()))).isZero();
            assertThat(rig.view.childCount()).isEqualTo(CHILDREN + 1);
            for (int i = 0; i < 512; i++) {
                long page = part(oldPage(), i);
                assertThat(rig.entry(level - 1, cell.child(i))).isEqualTo(SeptEntry.make(child, page));
                assertThat(rig.memory.read(rig.layout.pamt(level - 1, page)))
                        .isEqualTo(PamtEntry.make(PamtType.REG, TdxRig.FIRST_PFN));
                assertThat(rig.memory.read(rig.layout.bepoch(level - 1, page))).isZero();
            }
            assertThat(rig.memory.read(rig.contentWord(oldPage()))).isEqualTo(0x77);
        }
    }

    /** MEM.TRACK is about no entry: one in any state stays as it is, and so does its page. */
    @TestFactory
    List<DynamicTest> track() {
        List<DynamicTest> tests = new ArrayList<>();
        for (OpState opState : List.of(OpState.INITIALIZED, OpState.RUNNABLE)) {
            for (SeptState state : EntryCell.STATES) {
                EntryCell cell = new EntryCell(opState, "SEPT_RD", state.isLeaf() ? 0 : 1, state, "rd");
                tests.add(dynamicTest("MEM_TRACK of " + state + " in " + opState, () -> {
                    TdxRig rig = cell.rig(false);
                    SortedMap<Long, Long> before = rig.words();
                    assertThat(rig.track().status()).isZero();
                    before.put(rig.layout.td(TdWord.EPOCH), EPOCH + 1);
                    assertThat(rig.words()).isEqualTo(before);
                }));
            }
        }
        return tests;
    }
}
