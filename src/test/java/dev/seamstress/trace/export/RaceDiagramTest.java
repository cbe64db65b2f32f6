package dev.seamstress.trace.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.LockMessage;
import dev.seamstress.core.machine.Coin;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.Ipi;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.trace.Recording;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: each rule of race diagrams, one at a time. Method: recordings made by hand, of threads P0, P1 and VMM. */
class RaceDiagramTest {
    private static final int P0 = 0;
    private static final int P1 = 1;
    private static final int VMM = 2;
    private static final int MMU = 3;
    private static final int TDX = 4;
    private static final Actors ACTORS = new Actors(List.of("P0", "P1", "VMM", "mmu", "tdx"));
    private static final long PRESENT = 0x8600000100009b37L;

    private final Recording recording = new Recording(1000);
    private int step;

    /** Names without a world. */
    private static final class Names implements DiagramNames {
        @Override
        public String operation(int number) {
            return "A" + number + ": fault x";
        }

        @Override
        public String result(int number) {
            return "A" + number;
        }

        @Override
        public String page(long gfn, long pages) {
            return gfn == 0x100 || gfn == 0 ? "x" : "x[" + (gfn - 0x100) + "]";
        }

        @Override
        public long sharedBit() {
            return 1L << 47;
        }

        @Override
        public boolean isMirrored(long gfn, long spte) {
            return spte == PRESENT;
        }

        @Override
        public boolean hasInjections() {
            return false;
        }
    }

    private void event(int actor, Event event, long... numbers) {
        long[] all = new long[4];
        System.arraycopy(numbers, 0, all, 0, numbers.length);
        recording.event(step++, actor, event, all[0], all[1], all[2], all[3]);
    }

    private void call(Event event, Leaf leaf, int lp, long... rest) {
        long[] numbers = new long[4];
        numbers[0] = CallName.of(leaf, lp);
        System.arraycopy(rest, 0, numbers, 1, rest.length);
        recording.delivered(step, lp, TDX, new Tdx.Accept(0));
        event(TDX, event, numbers);
    }

    private List<String> lines(DiagramNotes notes, int width) {
        return new RaceDiagram(ACTORS, new Names(), 3).lines(recording, notes, width);
    }

    /** The lines below the head, each without its step and the blanks before it. */
    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (String line : lines(DiagramNotes.NONE, 200).stream().skip(2).toList()) {
            texts.add(line.substring(4).strip());
        }
        return texts;
    }

    @Test
    void aCallIsOneLineIfNothingHappensMeanwhile() {
        call(Event.SEAMCALL_BEGIN, Leaf.TDH_MEM_PAGE_AUG, P0, 0x100);
        call(Event.SEAMCALL_DONE, Leaf.TDH_MEM_PAGE_AUG, P0, 0x100);
        assertThat(texts()).containsExactly("TDH.MEM.PAGE.AUG(x) = SUCCESS");
    }

    @Test
    void callsThatOverlapBeginAndEnd() {
        call(Event.SEAMCALL_BEGIN, Leaf.TDH_MEM_PAGE_AUG, P0, 0x100);
        call(Event.SEAMCALL_BEGIN, Leaf.TDG_MEM_PAGE_ACCEPT, P1, 0x100, 1);
        call(Event.SEAMCALL_DONE, Leaf.TDG_MEM_PAGE_ACCEPT, P1, 0x100, 1, TdxStatus.PAGE_SIZE_MISMATCH.with(0));
        call(Event.SEAMCALL_DONE, Leaf.TDH_MEM_PAGE_AUG, P0, 0x100);
        assertThat(texts())
                .containsExactly(
                        "TDH.MEM.PAGE.AUG(x) begins",
                        "TDG.MEM.PAGE.ACCEPT(x,2M) = PAGE_SIZE_MISMATCH",
                        "TDH.MEM.PAGE.AUG(x) = SUCCESS");
    }

    @Test
    void whatACallChangesStandsBelowItWhateverWasTracedFirst() {
        call(Event.SEAMCALL_BEGIN, Leaf.TDH_MEM_RANGE_BLOCK, VMM, 0x100);
        recording.delivered(step, VMM, TDX, new Tdx.Accept(0));
        recording.event(
                step, TDX, Event.SEPT_CHANGED, 0x100, 0, SeptState.MAPPED.ordinal(), SeptState.BLOCKED.ordinal());
        event(TDX, Event.SEAMCALL_DONE, CallName.of(Leaf.TDH_MEM_RANGE_BLOCK, VMM), 0x100);
        assertThat(texts()).containsExactly("TDH.MEM.RANGE.BLOCK(x) = SUCCESS", "sept(x): MAPPED -> BLOCKED");
    }

    /** Of a call of which nothing was told before, its refusal says the level. */
    @Test
    void aRefusalNamesTheEntryOfATable() {
        long name = CallName.of(Leaf.TDH_MEM_SEPT_ADD, P0) | 1L << 40;
        recording.delivered(step, P0, TDX, new Tdx.Accept(0));
        event(TDX, Event.SEAMCALL_BUSY, name, 0x100, TdxStatus.OPERAND_BUSY.word(), -1);
        assertThat(texts().get(0)).startsWith("TDH.MEM.SEPT.ADD(x,2M) = BUSY");
    }

    @Test
    void aRefusalSaysWhoWasInTheWayAndShowsAnEntryThatWas() {
        call(Event.SEAMCALL_BEGIN, Leaf.TDH_VP_ENTER, P0);
        call(Event.SEAMCALL_BEGIN, Leaf.TDH_MEM_TRACK, VMM);
        long busy = TdxStatus.OPERAND_BUSY.word();
        call(Event.SEAMCALL_BUSY, Leaf.TDH_MEM_TRACK, VMM, 0, busy, CallName.of(Leaf.TDH_VP_ENTER, P0));
        call(Event.SEAMCALL_DONE, Leaf.TDH_MEM_TRACK, VMM, 0, 0, busy);
        call(Event.SEAMCALL_DONE, Leaf.TDH_VP_ENTER, P0);
        call(Event.SEAMCALL_BEGIN, Leaf.TDH_VP_ENTER, P1);
        call(Event.SEAMCALL_DONE, Leaf.TDH_VP_ENTER, P1);
        call(Event.SEAMCALL_BUSY, Leaf.TDG_MEM_PAGE_ACCEPT, P1, 0x100, busy, -1);
        assertThat(texts())
                .containsExactly(
                        "TDH.VP.ENTER begins",
                        "TDH.MEM.TRACK = BUSY (held by P0's ENTER)",
                        "TDH.VP.ENTER = SUCCESS",
                        "TDG.MEM.PAGE.ACCEPT(x) = BUSY",
                        "(host priority)");
    }

    @Test
    void aRetrySaysWhoFrozeTheEntryOrWonIt() {
        event(P1, Event.SPTE_FROZEN, 0, 2, Spte.NONPRESENT);
        event(P0, Event.FAULT_RETRY, 0x100, RetryWhy.FROZEN.ordinal());
        event(P0, Event.FAULT_RETRY, 0x100, RetryWhy.LOST.ordinal());
        event(P1, Event.SPTE_ROLLED_BACK, 0, 2, Spte.NONPRESENT);
        event(P0, Event.FAULT_RETRY, 0x100, RetryWhy.STALE.ordinal());
        event(VMM, Event.INVALIDATE_BEGIN, 0x100, 0x102);
        event(P0, Event.FAULT_RETRY, 0x101, RetryWhy.STALE.ordinal());
        event(VMM, Event.INVALIDATE_END, 7);
        event(P0, Event.FAULT_RETRY, 0x101, RetryWhy.STALE.ordinal());
        assertThat(texts())
                .containsExactly(
                        "mirror(x,2M): none -> FROZEN",
                        "RETRY: mirror(x,2M) FROZEN by P1",
                        "RETRY: lost the cmpxchg to P1",
                        "mirror(x,2M): rolled back to none",
                        "RETRY: stale",
                        "kvm_mmu_invalidate_begin(x+2)",
                        "RETRY: stale, VMM invalidates",
                        "kvm_mmu_invalidate_end(): seq 7",
                        "RETRY: stale, now seq 7");
    }

    @Test
    void anEntryChangesInTheTreeThatItBelongsTo() {
        event(P0, Event.SPTE_FROZEN, 0x100, 1, Spte.NONPRESENT);
        recording.event(step, P0, Event.SPTE_PUBLISHED, 0x100, 1, PRESENT, 0);
        event(P0, Event.KVM_TDP_MMU_SPTE_CHANGED, 0x100, 1, Spte.NONPRESENT, PRESENT);
        event(VMM, Event.KVM_TDP_MMU_SPTE_CHANGED, 0x100, 1, PRESENT, Spte.NONPRESENT);
        event(P0, Event.KVM_TDP_MMU_SPTE_CHANGED, 0x101, 1, Spte.NONPRESENT, 0x8600010000000b37L);
        event(P0, Event.KVM_TDP_MMU_SPTE_CHANGED, 0x101, 1, 0x8600010000000b37L, 0x8600010000001b37L);
        event(P0, Event.KVM_TDP_MMU_SPTE_CHANGED, 0x101, 1, 0x8600010000001b37L, 0);
        assertThat(texts())
                .containsExactly(
                        "mirror(x): none -> FROZEN",
                        "mirror(x): FROZEN -> present",
                        "mirror(x): present -> none",
                        "direct(x[1]): none -> present",
                        "direct(x[1]): present -> other page",
                        "direct(x[1]): present -> mmio");
    }

    @Test
    void aLockIsToldIfItExcludesOrSomebodyWaits() {
        int mmuLock = KernelLock.MMU_LOCK.number();
        int read = Grant.Mode.READ.ordinal();
        int write = Grant.Mode.WRITE.ordinal();
        request(P0, Grant.Mode.READ);
        event(MMU, Event.LOCK_GRANTED, mmuLock, read, P0);
        request(P1, Grant.Mode.READ);
        event(MMU, Event.LOCK_GRANTED, mmuLock, read, P1);
        event(P1, Event.LOCK_RELEASED, mmuLock, read);
        request(VMM, Grant.Mode.WRITE);
        step++;
        event(P0, Event.LOCK_RELEASED, mmuLock, read);
        event(MMU, Event.LOCK_GRANTED, mmuLock, write, VMM);
        event(VMM, Event.LOCK_RELEASED, mmuLock, write);
        assertThat(texts())
                .containsExactly(
                        "mmu_lock: read",
                        "mmu_lock: waits for P0",
                        "mmu_lock: unlock",
                        "mmu_lock: write",
                        "mmu_lock: unlock");
    }

    private void request(int thread, Grant.Mode mode) {
        recording.delivered(step, thread, MMU, new LockMessage.Request(KernelLock.MMU_LOCK.number(), mode));
    }

    @Test
    void aKickSaysWhomItInterruptsAndWhenAllAreOut() {
        int kick = VcpuRequest.OUTSIDE_GUEST_MODE.ordinal();
        event(VMM, Event.REQUEST_MADE, kick);
        event(VMM, Event.VCPU_KICKED, 1);
        recording.delivered(step, VMM, P1, Ipi.CALL);
        recording.sent(step, P1, VMM, Ipi.DONE);
        event(P1, Event.KVM_EXIT, 1);
        event(VMM, Event.KICK_DONE, kick);
        event(VMM, Event.REQUEST_MADE, VcpuRequest.TLB_FLUSH.ordinal());
        recording.event(step, VMM, Event.KICK_DONE, VcpuRequest.TLB_FLUSH.ordinal(), 0, 0, 0);
        event(VMM, Event.FLUSH_DONE);
        assertThat(texts())
                .containsExactly(
                        "kick all vCPUs",
                        "IPI to P1",
                        "takes the IPI of VMM",
                        "leaves the guest",
                        "all vCPUs have left",
                        "kvm_flush_remote_tlbs(): no IPI");
    }

    @Test
    void aVcpuThatLeavesByItselfIsToldOnlyBeforeAKick() {
        event(P0, Event.KVM_EXIT, 1);
        event(VMM, Event.REQUEST_MADE, VcpuRequest.OUTSIDE_GUEST_MODE.ordinal());
        event(P1, Event.KVM_EXIT, 1);
        assertThat(texts()).containsExactly("leaves the guest", "kick all vCPUs");
    }

    @Test
    void aMemoryFaultSaysWhatTheAttributeIsOnlyIfThatIsTold() {
        long flagPrivate = 1 << 3;
        event(P0, Event.MEMORY_FAULT, 0x100, flagPrivate);
        event(P0, Event.MEMORY_FAULT, 0x100);
        event(VMM, Event.ATTRIBUTE_SET, 0x100, Attributes.SHARED);
        event(P0, Event.MEMORY_FAULT, 0x100, flagPrivate);
        event(P0, Event.MEMORY_FAULT, 0x100);
        event(VMM, Event.ATTRIBUTE_SET, 0x100, Attributes.PRIVATE);
        event(P0, Event.MEMORY_FAULT, 0x100);
        assertThat(texts())
                .containsExactly(
                        "memory fault: x, wanted private",
                        "memory fault: x, wanted shared",
                        "attr(x) = shared",
                        "memory fault: x is shared",
                        "memory fault: x, wanted shared",
                        "attr(x) = private",
                        "memory fault: x is private");
    }

    @Test
    void anAccessSaysWhetherItsTranslationWasThere() {
        toss(Coin.HEADS, Coin.TAILS);
        event(P0, Event.GUEST_ACCESS, 1, 0x100, 0, 0);
        toss(Coin.TAILS, Coin.HEADS);
        event(P0, Event.GUEST_ACCESS, 2, 0x100, 1, 5);
        assertThat(texts()).containsExactly("reads x (TLB hit)", "TLB: evicted", "writes x shared: 0x5");
    }

    private void toss(Coin first, Coin second) {
        recording.delivered(step++, P0, P0, first);
        recording.delivered(step, MMU, P0, second);
    }

    @Test
    void aNoteStandsAtItsStepAndALoopBeforeIts() {
        event(P0, Event.OPERATION_BEGIN, 0);
        recording.delivered(step, P1, MMU, Coin.HEADS);
        step++;
        event(P0, Event.OPERATION_END, 0, OpResult.OK.ordinal());
        DiagramNotes notes = new DiagramNotes(
                List.of(new DiagramNotes.Note(0, "first"), new DiagramNotes.Note(1, "V05 broken here")),
                DiagramNotes.NO_LOOP);
        assertThat(lines(notes.loopingFrom(2), 60))
                .containsExactly(
                        "    P0                        P1",
                        "    --                        --",
                        " 0  A0: fault x <- first",
                        " 1                              <- V05 broken here",
                        "    from here on, for ever:",
                        " 2  A0 = ok");
    }

    @Test
    void aStepOfNoThreadAndALoopOfNothingHaveTheirLinesToo() {
        event(P0, Event.VM_DEAD);
        recording.delivered(step, TDX, MMU, Coin.HEADS);
        assertThat(lines(DiagramNotes.at(1, "odd").loopingFrom(9), 60))
                .endsWith(
                        " 0    the VM is dead",
                        " 1    <- odd",
                        "    from here on, for ever: nothing that is told here");
    }

    @Test
    void aLongNoteHasRowsOfItsOwn() {
        event(P0, Event.INVALIDATE_BEGIN, 0x100, 0x101);
        event(P1, Event.INVALIDATE_BEGIN, 0x100, 0x101);
        assertThat(lines(DiagramNotes.at(0, "after this no schedule can pass"), 75))
                .endsWith(
                        " 0    kvm_mmu_invalidate_begin(x)",
                        "        <- after this no schedule can pass",
                        " 1                                              kvm_mmu_invalidate_begin(x)");
    }

    @Test
    void notesComeInOrder() {
        DiagramNotes.Note note = new DiagramNotes.Note(3, "x");
        assertThatThrownBy(() -> new DiagramNotes(List.of(note, note), 0)).hasMessageContaining("out of order");
        assertThat(DiagramNotes.at(3, "a\u001bb").of(3).text()).isEqualTo("a\\x1bb");
    }

    @Test
    void threadsThatDoNotFitNameThemselves() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            names.add("P" + i);
            recording.event(i, i, Event.INVALIDATE_BEGIN, 0x100, 0x101, 0, 0);
        }
        List<String> lines = new RaceDiagram(new Actors(names), new Names(), 6).lines(recording, DiagramNotes.NONE, 75);
        assertThat(lines)
                .startsWith(
                        "    (6 threads do not fit side by side: each line names its own)",
                        " 0  P0    kvm_mmu_invalidate_begin(x)");
    }

    @Test
    void whatWasNotRecordedIsSaid() {
        Recording full = new Recording(1);
        full.event(0, P0, Event.VM_DEAD, 0, 0, 0, 0);
        full.event(1, P0, Event.VM_DEAD, 0, 0, 0, 0);
        assertThat(new RaceDiagram(ACTORS, new Names(), 3).lines(full, DiagramNotes.NONE, 60))
                .last()
                .isEqualTo("    ... and 1 entries more, which were not recorded");
    }

    @Test
    void longLinesBreakAtTheirJoints() {
        event(P0, Event.OPERATION_BEGIN, 0);
        call(
                Event.SEAMCALL_BUSY,
                Leaf.TDH_MEM_RANGE_BLOCK,
                VMM,
                0x100,
                TdxStatus.OPERAND_BUSY.word(),
                CallName.of(Leaf.TDG_MEM_PAGE_ACCEPT, P0));
        assertThat(lines(DiagramNotes.NONE, 50))
                .endsWith(
                        " 1                 TDH.MEM.RANGE.BLOCK(x) = BUSY",
                        "                     (held by P0's ACCEPT)");
    }

    @Test
    void aDiagramOfNothingIsEmpty() {
        assertThat(lines(DiagramNotes.NONE, 60)).allMatch(String::isEmpty);
        assertThatThrownBy(() -> lines(DiagramNotes.NONE, 39)).isInstanceOf(IllegalArgumentException.class);
    }
}
