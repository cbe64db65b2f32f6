package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.core.vm.VmWords;

/**
 * One page fault: what the guest wanted, and what the fault path has found out so far.
 *
 * <p>Shape: {@code addr} is the GPA with the shared bit, {@code gfn} never has it. It belongs to the
 * {@link PageFaultHandler}; those it calls see and change it.
 *
 * <p>Source: arch/x86/kvm/mmu/mmu_internal.h, struct kvm_page_fault.
 */
final class PageFault implements Stateful {
    /** KVM_PFN_NOSLOT. */
    static final long PFN_NOSLOT = 1L << 63;

    final long addr;
    final long gfn;
    /** True if nobody wants the page yet: KVM_PRE_FAULT_MEMORY. */
    final boolean isPrefetch;

    private static final Slot.State[] STATES = Slot.State.values();

    private long errorCode;
    int slot = Slots.NONE;
    private Slot.State slotState = Slot.State.NONE;
    /** The invalidation sequence when the page was looked for; before that nothing that it can be. */
    long mmuSeq = VmWords.NO_SNAPSHOT;

    private final long seqWord;
    /** The page; of a goal above 4K, once that is set, the first of its pages. */
    long pfn;

    boolean isMapWritable;
    private int goalLevel = Level.PG_4K;

    /** {@code seqWord}: the word of the invalidation sequence. */
    PageFault(long addr, long gfn, long errorCode, boolean isPrefetch, long seqWord) {
        this.isPrefetch = isPrefetch;
        this.addr = addr;
        this.gfn = gfn;
        this.errorCode = errorCode;
        this.seqWord = seqWord;
    }

    /** The fault that stands for the mapping of a page of the image, which needs no looking up. */
    static PageFault ofImage(Kvm kvm, long gfn, long pfn) {
        PageFault fault = new PageFault(
                gfn << 12, gfn, Pferr.PRIVATE_ACCESS, false, kvm.words().invalidate(VmWords.Invalidate.SEQ));
        fault.setSlot(kvm.slots().find(gfn), Slot.State.VALID);
        fault.pfn = pfn;
        fault.isMapWritable = true;
        fault.mmuSeq = VmWords.NO_SNAPSHOT;
        return fault;
    }

    void setPrivate() {
        errorCode |= Pferr.PRIVATE_ACCESS;
    }

    /** The slot as it was looked up: its index, {@link Slots#NONE} if it is not there, and its state. */
    void setSlot(int index, Slot.State state) {
        slot = index;
        slotState = state;
    }

    boolean hasSlot() {
        return slot != Slots.NONE;
    }

    /** What the slot was when it was looked up. */
    Slot.State slotState() {
        return slotState;
    }

    boolean isSlotInvalid() {
        return hasSlot() && slotState() == Slot.State.INVALID;
    }

    boolean isPrivate() {
        return (errorCode & Pferr.PRIVATE_ACCESS) != 0;
    }

    /** True if the entry allowed some other access. */
    boolean isPresent() {
        return (errorCode & Pferr.PRESENT) != 0;
    }

    boolean isWrite() {
        return (errorCode & Pferr.WRITE) != 0;
    }

    boolean isExec() {
        return (errorCode & Pferr.FETCH) != 0;
    }

    boolean isNoslot() {
        return pfn == PFN_NOSLOT;
    }

    /** The level at which the page is to be mapped. */
    int goalLevel() {
        return goalLevel;
    }

    /**
     * Sets the goal, higher or lower than it was; the page follows.
     *
     * <p>Errors: {@link ModelBug} if the frame lies elsewhere in its huge page than the gfn does.
     */
    void setGoalLevel(int level) {
        pfn += Level.offset(goalLevel, gfn);
        if (Level.offset(level, pfn) != Level.offset(level, gfn)) {
            throw new ModelBug("pfn 0x" + Long.toHexString(pfn) + " for gfn 0x" + Long.toHexString(gfn)
                    + " cannot be mapped at " + Level.name(level));
        }
        pfn = Level.base(level, pfn);
        goalLevel = level;
    }

    /** True if {@code spte}, a present leaf, already allows the access. Source: is_access_allowed(). */
    boolean isAllowedBy(long spte) {
        if (isExec()) {
            return (spte & Spte.EXECUTABLE) != 0;
        }
        return (spte & (isWrite() ? Spte.WRITABLE : Spte.READABLE)) != 0;
    }

    @Override
    public void fields(Fields f) {
        f.word("addr", addr);
        f.flag("prefetch", isPrefetch);
        errorCode = f.word("error code", errorCode);
        slot = f.count("slot", slot);
        slotState = f.constant("slot state", slotState, STATES);
        mmuSeq = f.relative("mmu_seq", mmuSeq, seqWord);
        pfn = f.word("pfn", pfn);
        isMapWritable = f.flag("map writable", isMapWritable);
        goalLevel = f.count("goal level", goalLevel);
    }
}
