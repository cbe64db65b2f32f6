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
 * Goal: each check comes before all those after it, and a refused call leaves nothing but host priority. Method: every
 * fault alone, and every pair of faults at once: the earlier one decides.
 */
final class CheckOrderTest {
    private static final long OTHER_FRAME = 0x1030;

    /** A call with its operands, to be spoiled: SEPT.ADD of a table, AUG of a page below the tables that exist. */
    private static final class Spoiled {
        final TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, OpState.RUNNABLE, TdxRig::tables);
        final int level;
        final long gfn;
        long rcx;
        long rdx = rig.layout.tdr();
        long r8 = TdxRig.PAGE << 12;

        Spoiled(Leaf leaf) {
            this.level = leaf == Leaf.TDH_MEM_SEPT_ADD ? 1 : 0;
            this.gfn = level == 1 ? TdxRig.Z : TdxRig.X;
            this.rcx = leaf == Leaf.TDH_VP_ENTER ? 0 : Tdx.pageInfo(gfn, level);
        }

        void lockExclusively(long word) {
            rig.memory.write(word, rig.memory.read(word) | ShareX.exclude(0));
        }

        void lockFrame(long pfn) {
            lockExclusively(rig.layout.pamt(pfn));
        }

        void spoilEntry(int atLevel, long mask) {
            long word = rig.layout.entry(atLevel, gfn);
            rig.memory.write(word, rig.memory.read(word) | mask);
        }
    }

    private interface Spoil {
        void in(Spoiled call);
    }

    private record Fault(String name, long status, Spoil spoil) {}

    private static Fault fault(String name, long status, Spoil spoil) {
        return new Fault(name, status, spoil);
    }

    private static List<Fault> tdFaults() {
        return List.of(
                fault("C5 TD fatal", 0xE000060400000000L, c -> c.rig.memory.write(c.rig.layout.td(TdWord.FATAL), 1)),
                fault(
                        "C5 no keys",
                        0x8000081000000000L,
                        c -> c.rig.memory.write(c.rig.layout.td(TdWord.LIFECYCLE), LifeCycle.BLOCKED.ordinal())),
                fault(
                        "C5 no TDCS",
                        0xC000060600000000L,
                        c -> c.rig.memory.write(c.rig.layout.td(TdWord.TDCX_COUNT), 5)),
                fault(
                        "C6 op_state locked",
                        0x80000200000000ACL,
                        c -> c.lockExclusively(c.rig.layout.td(TdWord.OP_STATE_LOCK))),
                fault(
                        "C7 op_state",
                        0xC000060800000000L,
                        c -> c.rig.memory.write(c.rig.layout.td(TdWord.OP_STATE), OpState.UNINITIALIZED.ordinal())));
    }

    private static List<Fault> memFaults() {
        List<Fault> faults = new ArrayList<>();
        faults.add(fault("C1 TDR with HKID", 0xC000010000000002L, c -> c.rdx |= 1L << 50));
        faults.add(fault("C2 TDR outside the TDMR", 0xC000010100000002L, c -> c.rdx += 1L << 32));
        faults.add(fault("C3 TDR locked", 0x8000020000000002L, c -> {
            c.lockFrame(TdxRig.FIRST_PFN);
            c.lockFrame(OTHER_FRAME);
        }));
        faults.add(fault("C4 not a TDR", 0xC000030000000002L, c -> c.rdx += OTHER_FRAME - TdxRig.FIRST_PFN << 12));
        faults.addAll(tdFaults());
        faults.add(fault("C8 page info", 0xC000010000000001L, c -> c.rcx |= 0x400));
        faults.add(fault("C9 shared GPA", 0xC000010000000001L, c -> c.rcx |= 1L << 47));
        faults.add(fault(
                "C10 tree locked", 0x8000020000000092L, c -> c.lockExclusively(c.rig.layout.td(TdWord.TREE_LOCK))));
        faults.add(fault("C11 no walk", 0xC0000B0000000001L, c -> c.rig.set(SeptState.FREE, 2, c.gfn, 0)));
        faults.add(fault("C12 entry locked", 0x8000020000000001L, c -> c.spoilEntry(c.level, 1L << 11)));
        faults.add(fault(
                "C13 state",
                0xC0000B0D00000001L,
                c -> c.rig.memory.write(
                        c.rig.layout.entry(c.level, c.gfn),
                        SeptEntry.make(SeptState.BLOCKED, 0x1020)
                                | c.rig.memory.read(c.rig.layout.entry(c.level, c.gfn)) & 1L << 11)));
        faults.add(fault("page not aligned", 0xC000010000000008L, c -> c.r8 |= 0x800));
        faults.add(fault("page outside the TDMR", 0xC000010100000008L, c -> c.r8 += 1L << 32));
        faults.add(fault("page locked", 0x8000020000000008L, c -> c.lockFrame(TdxRig.PAGE)));
        faults.add(fault("page taken", 0xC000030000000008L, c -> {
            long word = c.rig.layout.pamt(TdxRig.PAGE);
            c.rig.memory.write(word, PamtEntry.retype(c.rig.memory.read(word), PamtType.REG, TdxRig.FIRST_PFN));
        }));
        return faults;
    }

    @TestFactory
    List<DynamicTest> seamcallsOnOneEntry() {
        List<Fault> septAdd = new ArrayList<>();
        septAdd.add(fault("C0 flags", 0xC000010000000002L, c -> c.rdx |= 2));
        septAdd.addAll(memFaults());
        List<DynamicTest> tests = allPairs(Leaf.TDH_MEM_SEPT_ADD, septAdd);
        tests.addAll(allPairs(Leaf.TDH_MEM_PAGE_AUG, memFaults()));
        return tests;
    }

    @TestFactory
    List<DynamicTest> vpEnter() {
        List<Fault> faults = new ArrayList<>();
        faults.add(fault("V1 not a TDVPR", 0xC000030000000001L, c -> c.rcx = TdxRig.VCPUS));
        faults.add(fault(
                "V1 TDVPR locked", 0x8000020000000001L, c -> c.lockExclusively(c.rig.layout.tdvps(0, TdvpsWord.LOCK))));
        faults.add(fault("V2 TDR locked", 0x8000020000000080L, c -> c.lockFrame(TdxRig.FIRST_PFN)));
        faults.addAll(tdFaults());
        faults.add(fault(
                "V4 associated elsewhere",
                0x8000070100000000L,
                c -> c.rig.memory.write(c.rig.layout.tdvps(0, TdvpsWord.ASSOCIATION), Association.of(0, 3))));
        faults.add(fault(
                "V6 epoch locked", 0x80000200000000A9L, c -> c.lockExclusively(c.rig.layout.td(TdWord.EPOCH_LOCK))));
        return allPairs(Leaf.TDH_VP_ENTER, faults);
    }

    private static List<DynamicTest> allPairs(Leaf leaf, List<Fault> faults) {
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(dynamicTest(leaf.text() + " without a fault", () -> check(leaf, 0, List.of())));
        for (int i = 0; i < faults.size(); i++) {
            Fault first = faults.get(i);
            tests.add(dynamicTest(leaf.text() + ": " + first.name, () -> check(leaf, first.status, List.of(first))));
            for (Fault second : faults.subList(i + 1, faults.size())) {
                tests.add(dynamicTest(
                        leaf.text() + ": " + first.name + " before " + second.name,
                        () -> check(leaf, first.status, List.of(first, second))));
            }
        }
        return tests;
    }

    private static void check(Leaf leaf, long status, List<Fault> faults) {
        Spoiled call = new Spoiled(leaf);
        faults.forEach(each -> each.spoil.in(call));
        SortedMap<Long, Long> before = call.rig.wordsWithoutHostPriority();
        call.rig.begin(0, leaf, call.rcx, call.rdx, call.r8);
        if (faults.isEmpty()) {
            assertThat(call.rig.isInFlight(0)).isTrue();
            return;
        }
        assertThat(call.rig.isInFlight(0)).isFalse();
        Tdx.Return result = (Tdx.Return) call.rig.reply(0);
        assertThat(Long.toHexString(result.status())).isEqualTo(Long.toHexString(status));
        assertThat(call.rig.wordsWithoutHostPriority()).isEqualTo(before);
    }
}
