package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.SharedMemory;

/**
 * The module's state for those who only look: conditions, invariants, tests. Levels are the module's, from zero.
 *
 * <p>Shape: a gfn that the shape does not cover has a FREE entry. A table that is not linked is empty, so the state of
 * an entry is the same whether one asks for it through its parents or not, unless a parent is NL_BLOCKED.
 */
public final class TdxView {
    private final SharedMemory memory;
    private final TdxMemory layout;

    /** The view of what {@code memory} holds now. */
    public TdxView(SharedMemory memory, TdxMemory layout) {
        this.memory = memory;
        this.layout = layout;
    }

    /** The entry as it is stored. */
    public long entry(int septLevel, long gfn) {
        long word = layout.entry(septLevel, gfn);
        return word < 0 ? SeptEntry.FREE : memory.read(word);
    }

    /** The state of the entry that covers {@code gfn}. */
    public SeptState state(int septLevel, long gfn) {
        return SeptEntry.state(entry(septLevel, gfn));
    }

    /** The host page that the entry points to. */
    public long pfn(int septLevel, long gfn) {
        return SeptEntry.pfn(entry(septLevel, gfn));
    }

    /** True if a host call was refused at the entry and none has locked it since. */
    public boolean hasHostPriority(int septLevel, long gfn) {
        return SeptEntry.hasHostPriority(entry(septLevel, gfn));
    }

    /** True if a call in flight holds the entry. */
    public boolean isLocked(int septLevel, long gfn) {
        return SeptEntry.isLocked(entry(septLevel, gfn));
    }

    /** What a host page is to the module. A frame outside the TDMR is reserved. */
    public PamtType pamtType(long pfn) {
        return layout.hasFrame(pfn) ? PamtEntry.type(memory.read(layout.pamt(pfn))) : PamtType.RSVD;
    }

    /** TD_EPOCH. */
    public long epoch() {
        return memory.read(layout.td(TdWord.EPOCH));
    }

    /** The TD epoch that a vCPU had at its last VP.ENTER; zero if it never entered. */
    public long vcpuEpoch(int vcpu) {
        return memory.read(layout.tdvps(vcpu, TdvpsWord.EPOCH));
    }

    /** True if the vCPU is associated with a logical processor. */
    public boolean isAssociated(int vcpu) {
        return memory.read(layout.tdvps(vcpu, TdvpsWord.ASSOCIATION)) != 0;
    }

    /** How many vCPUs are in the guest since an epoch of this parity. */
    public int refcount(int epochParity) {
        return Residence.refcount(memory.read(layout.residence().word()), epochParity);
    }

    /** How many vCPUs hold the TDR: those in the guest, and those in VP.ENTER. */
    public int tdrHolders() {
        return Residence.tdrHolders(memory.read(layout.residence().word()));
    }

    /** Which leaves the TD allows. */
    public OpState opState() {
        return OpState.values()[(int) memory.read(layout.td(TdWord.OP_STATE))];
    }

    /** Units of 4K that the TD owns, its TDR not counted. */
    public long childCount() {
        return memory.read(layout.td(TdWord.CHLDCNT));
    }

    /** True if the logical processor has begun a call that has not returned. */
    public boolean isInCall(int lp) {
        return memory.read(layout.call(lp, CallWord.STATE)) != 0;
    }

    /** True if no call is in flight and no lock held but by vCPUs in the guest. */
    public boolean isAtRest() {
        for (int lp = 0; lp < layout.sizes().lps(); lp++) {
            if (isInCall(lp)) {
                return false;
            }
        }
        return isFree(layout.td(TdWord.OP_STATE_LOCK))
                && isFree(layout.td(TdWord.TREE_LOCK))
                && isFree(layout.td(TdWord.EPOCH_LOCK))
                && isFree(layout.pamt(layout.tdrPfn()));
    }

    private boolean isFree(long lockWord) {
        return ShareX.isFree(memory.read(lockWord));
    }
}
