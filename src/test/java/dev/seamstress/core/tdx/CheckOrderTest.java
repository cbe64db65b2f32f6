package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

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

    private interface Spoil {
        void in(SpoiledCall call);
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

    private static List<Fault> tdrFaults(OperandId operand) {
        long number = operand.number();
        List<Fault> faults = new ArrayList<>();
        faults.add(fault("C1 TDR with HKID", 0xC000010000000000L | number, c -> c.spoilOperand(operand, 1L << 50)));
        faults.add(
                fault("C2 TDR outside the TDMR", 0xC000010100000000L | number, c -> c.spoilOperand(operand, 1L << 32)));
        faults.add(fault("C3 TDR locked", 0x8000020000000000L | number, c -> {
            c.lockFrame(TdxRig.FIRST_PFN);
            c.lockFrame(OTHER_FRAME);
        }));
        faults.add(fault(
                "C4 not a TDR",
                0xC000030000000000L | number,
                c -> c.spoilOperand(operand, OTHER_FRAME - TdxRig.FIRST_PFN << 12)));
        faults.addAll(tdFaults());
        return faults;
    }

    /** Of a leaf that wants the TD for itself. */
    private static List<Fault> aloneFaults(OperandId operand) {
        List<Fault> faults = tdrFaults(operand);
        faults.removeIf(fault -> fault.name.startsWith("C6"));
        Fault guest = fault(
                "C3 a vCPU in the guest, of the TDR itself",
                0x8000020000000000L | operand.number(),
                c -> c.rig.memory.write(c.rig.layout.residence().word(), Residence.enterDelta(0)));
        faults.add(4, guest);
        return faults;
    }

    @TestFactory
    List<DynamicTest> building() {
        List<Fault> gpa = aloneFaults(OperandId.RDX);
        gpa.add(fault("C8 page info", 0xC000010000000001L, c -> c.rcx |= 0x80));
        gpa.add(fault("C9 shared GPA", 0xC000010000000001L, c -> c.rcx |= 1L << 47));
        List<Fault> add = new ArrayList<>(gpa);
        add.add(fault("C11 no walk", 0xC0000B0000000001L, c -> c.rig.set(SeptState.FREE, 2, c.gfn, 0)));
        add.add(fault("C13 state", 0xC0000B0D00000001L, c -> c.setEntry(SeptState.MAPPED)));
        add.add(fault("source", 0xC000010000000009L, c -> c.r9 |= 0x800));
        add.addAll(pageFaults(OperandId.R8));
        List<Fault> extend = new ArrayList<>(gpa);
        extend.add(fault("no page", 0xC0000B0300000001L, c -> c.setEntry(SeptState.FREE)));
        List<DynamicTest> tests = allPairs(Leaf.TDH_MEM_PAGE_ADD, add);
        tests.addAll(allPairs(Leaf.TDH_MR_EXTEND, extend));
        tests.addAll(allPairs(Leaf.TDH_MR_FINALIZE, aloneFaults(OperandId.RCX)));
        return tests;
    }

    private static List<Fault> memFaults() {
        List<Fault> faults = tdrFaults(OperandId.RDX);
        faults.add(fault("C8 page info", 0xC000010000000001L, c -> c.rcx |= 0x400));
        faults.add(fault("C9 shared GPA", 0xC000010000000001L, c -> c.rcx |= 1L << 47));
        faults.add(fault(
                "C10 tree locked", 0x8000020000000092L, c -> c.lockExclusively(c.rig.layout.td(TdWord.TREE_LOCK))));
        faults.add(fault("C11 no walk", 0xC0000B0000000001L, c -> c.rig.set(SeptState.FREE, 2, c.gfn, 0)));
        faults.add(fault("C12 entry locked", 0x8000020000000001L, SpoiledCall::lockEntry));
        return faults;
    }

    private static List<Fault> pageFaults(OperandId operand) {
        long number = operand.number();
        return List.of(
                fault("page not aligned", 0xC000010000000000L | number, c -> c.spoilOperand(operand, 0x800)),
                fault("page outside the TDMR", 0xC000010100000000L | number, c -> c.spoilOperand(operand, 1L << 32)),
                fault("page locked", 0x8000020000000000L | number, c -> c.lockFrame(TdxRig.PAGE)),
                fault("page taken", 0xC000030000000000L | number, SpoiledCall::takePage));
    }

    @TestFactory
    List<DynamicTest> leavesThatGiveAPage() {
        List<Fault> aug = memFaults();
        aug.add(fault("C13 state", 0xC0000B0D00000001L, c -> c.setEntry(SeptState.BLOCKED)));
        aug.addAll(pageFaults(OperandId.R8));
        List<Fault> septAdd = new ArrayList<>();
        septAdd.add(fault("C0 flags", 0xC000010000000002L, c -> c.rdx |= 2));
        septAdd.addAll(aug);
        List<DynamicTest> tests = allPairs(Leaf.TDH_MEM_SEPT_ADD, septAdd);
        tests.addAll(allPairs(Leaf.TDH_MEM_PAGE_AUG, aug));
        return tests;
    }

    @TestFactory
    List<DynamicTest> block() {
        List<Fault> faults = memFaults();
        faults.add(fault("C13 blocked", 0x00000B0700000001L, c -> c.setEntry(SeptState.BLOCKED)));
        List<DynamicTest> tests = allPairs(Leaf.TDH_MEM_RANGE_BLOCK, faults);
        tests.addAll(allPairs(Leaf.TDH_MEM_SEPT_RD, memFaults()));
        return tests;
    }

    @TestFactory
    List<DynamicTest> remove() {
        List<Fault> faults = memFaults();
        faults.add(fault("C13 state", 0xC0000B0D00000001L, c -> c.setEntry(SeptState.FREE)));
        faults.add(fault("page locked", 0x8000020000000001L, c -> c.lockFrame(TdxRig.PAGE)));
        faults.add(fault("not blocked", 0xC0000B0600000001L, c -> c.setEntry(SeptState.MAPPED)));
        faults.add(NOT_TRACKED);
        return allPairs(Leaf.TDH_MEM_PAGE_REMOVE, faults);
    }

    private static final Fault NOT_TRACKED =
            fault("not tracked", 0xC0000B0800000001L, c -> c.rig.memory.write(c.rig.layout.td(TdWord.EPOCH), 1));

    @TestFactory
    List<DynamicTest> unblock() {
        List<Fault> faults = memFaults();
        faults.add(fault("C13 state", 0xC0000B0D00000001L, c -> c.setEntry(SeptState.MAPPED)));
        faults.add(
                fault("not tracked", 0xC0000B0800000092L, c -> c.rig.memory.write(c.rig.layout.td(TdWord.EPOCH), 1)));
        return allPairs(Leaf.TDH_MEM_RANGE_UNBLOCK, faults);
    }

    @TestFactory
    List<DynamicTest> septRemove() {
        List<Fault> faults = memFaults();
        faults.add(fault("C13 state", 0xC0000B0D00000001L, c -> c.setEntry(SeptState.FREE)));
        faults.add(fault("table locked", 0x8000020000000001L, c -> c.lockFrame(TdxRig.PAGE)));
        faults.add(fault("not blocked", 0xC0000B0600000001L, c -> c.setEntry(SeptState.NL_MAPPED)));
        faults.add(NOT_TRACKED);
        faults.add(fault(
                "not empty", 0xC0000B0E00000001L, c -> c.rig.set(SeptState.MAPPED, 0, TdxRig.Z, TdxRig.OTHER_PAGE)));
        return allPairs(Leaf.TDH_MEM_SEPT_REMOVE, faults);
    }

    @TestFactory
    List<DynamicTest> relocate() {
        List<Fault> faults = memFaults();
        faults.add(fault("C13 state", 0xC0000B0D00000001L, c -> c.setEntry(SeptState.FREE)));
        faults.add(fault("the same page", 0xC000010000000008L, c -> c.r8 = TdxRig.OTHER_PAGE << 12));
        faults.add(fault("old page locked", 0x8000020000000001L, c -> c.lockFrame(TdxRig.OTHER_PAGE)));
        faults.add(fault("not blocked", 0xC0000B0600000001L, c -> c.setEntry(SeptState.MAPPED)));
        faults.add(NOT_TRACKED);
        faults.addAll(pageFaults(OperandId.R8));
        return allPairs(Leaf.TDH_MEM_PAGE_RELOCATE, faults);
    }

    @TestFactory
    List<DynamicTest> demote() {
        List<Fault> faults = new ArrayList<>();
        faults.add(fault("C0 flags", 0xC000010000000002L, c -> c.rdx |= 2));
        faults.addAll(memFaults());
        faults.add(fault("C13 state", 0xC0000B0D00000001L, c -> c.setEntry(SeptState.FREE)));
        faults.add(fault("not blocked", 0xC0000B0600000001L, c -> c.setEntry(SeptState.MAPPED)));
        faults.add(NOT_TRACKED);
        faults.addAll(pageFaults(OperandId.R8));
        faults.add(LARGE_LOCKED);
        return allPairs(Leaf.TDH_MEM_PAGE_DEMOTE, faults);
    }

    private static final Fault LARGE_LOCKED = fault(
            "large page locked", 0x8000020000000001L, c -> c.lockExclusively(c.rig.layout.pamt(1, TdxRig.HUGE_PAGE)));

    @TestFactory
    List<DynamicTest> promote() {
        List<Fault> faults = memFaults();
        faults.add(fault("C13 state", 0xC0000B0D00000001L, c -> c.setEntry(SeptState.FREE)));
        faults.add(fault("table locked", 0x8000020000000001L, c -> c.lockFrame(TdxRig.PAGE)));
        faults.add(fault("not blocked", 0xC0000B0600000001L, c -> c.setEntry(SeptState.NL_MAPPED)));
        faults.add(NOT_TRACKED);
        faults.add(fault("child locked", 0x8000020000000001L, c -> {
            long word = c.rig.layout.entry(0, TdxRig.Z + 511);
            c.rig.memory.write(word, SeptEntry.lock(c.rig.memory.read(word)));
        }));
        faults.add(fault(
                "child pending",
                0xC0000B0900000001L,
                c -> c.rig.set(SeptState.PENDING, 0, TdxRig.Z + 7, TdxRig.HUGE_PAGE + 7)));
        faults.add(LARGE_LOCKED);
        return allPairs(Leaf.TDH_MEM_PAGE_PROMOTE, faults);
    }

    @TestFactory
    List<DynamicTest> reclaim() {
        List<Fault> faults = List.of(
                fault("page not aligned", 0xC000010000000001L, c -> c.rcx |= 0x800),
                fault("page with HKID", 0xC000010000000001L, c -> c.rcx |= 1L << 50),
                fault("page outside the TDMR", 0xC000010100000001L, c -> c.rcx |= 1L << 40),
                fault("page locked", 0x8000020000000001L, c -> c.lockFrame(TdxRig.PAGE)),
                fault("nobody's", 0xC000030000000001L, c -> {
                    long word = c.rig.layout.pamt(TdxRig.PAGE);
                    c.rig.memory.write(word, PamtEntry.retype(c.rig.memory.read(word), PamtType.NDA, 0));
                }),
                fault("TDR locked", 0x8000020000000080L, c -> c.lockFrame(TdxRig.FIRST_PFN)),
                fault(
                        "life cycle",
                        0xC000060700000000L,
                        c -> c.rig.memory.write(
                                c.rig.layout.td(TdWord.LIFECYCLE), LifeCycle.KEYS_CONFIGURED.ordinal())));
        return allPairs(Leaf.TDH_PHYMEM_PAGE_RECLAIM, faults);
    }

    @TestFactory
    List<DynamicTest> track() {
        List<Fault> faults = tdrFaults(OperandId.RCX);
        faults.add(
                fault("epoch locked", 0x80000200000000A9L, c -> c.lockExclusively(c.rig.layout.td(TdWord.EPOCH_LOCK))));
        faults.add(fault(
                "previous epoch",
                0x8000020100000000L,
                c -> c.rig.memory.write(c.rig.layout.residence().word(), Residence.enterDelta(0))));
        return allPairs(Leaf.TDH_MEM_TRACK, faults);
    }

    @TestFactory
    List<DynamicTest> wbinvd() {
        return allPairs(Leaf.TDH_PHYMEM_PAGE_WBINVD, pageFaults(OperandId.RCX));
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
                // The later fault is put there first, so that where both spoil one word the earlier one shows.
                tests.add(dynamicTest(
                        leaf.text() + ": " + first.name + " before " + second.name,
                        () -> check(leaf, first.status, List.of(second, first))));
            }
        }
        return tests;
    }

    private static void check(Leaf leaf, long status, List<Fault> faults) {
        SpoiledCall call = new SpoiledCall(leaf);
        TdxRig rig = call.rig;
        faults.forEach(each -> each.spoil.in(call));
        SortedMap<Long, Long> before = rig.wordsWithoutHostPriority();
        if (TdxStatus.OPERAND_BUSY.with(OperandId.TD_EPOCH) == status && leaf == Leaf.TDH_VP_ENTER) {
            before.put(rig.layout.tdvps(0, TdvpsWord.ASSOCIATION), Association.of(0, 0));
            before.put(rig.layout.call(0, CallWord.ASSOCIATION), Association.of(0, 0));
        }
        rig.deliver(0, new Tdx.Seamcall(leaf, call.rcx, call.rdx, call.r8, call.r9));
        if (faults.isEmpty()) {
            assertThat(rig.view.isInCall(0)).isTrue();
            assertThat(rig.view.isFailing(0)).isFalse();
            return;
        }
        assertThat(rig.view.isFailing(0)).isEqualTo(rig.isInFlight(0));
        Tdx.Return result = (Tdx.Return) rig.finish(0);
        assertThat(Long.toHexString(result.status())).isEqualTo(Long.toHexString(status));
        assertThat(rig.wordsWithoutHostPriority()).isEqualTo(before);
    }
}
