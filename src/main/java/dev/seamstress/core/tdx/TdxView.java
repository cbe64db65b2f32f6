package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.ModelBug;
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

    /** True if the entry, whatever it points to, is blocked. */
    public boolean isBlocked(int septLevel, long gfn) {
        return state(septLevel, gfn).isBlocked();
    }

    /** What a host page is to the module. A frame outside the TDMR is reserved. */
    public PamtType pamtType(long pfn) {
        return layout.hasFrame(pfn) ? PamtEntry.type(memory.read(layout.pamt(pfn))) : PamtType.RSVD;
    }

    /** The frame number of the TDR of the TD that has the page; zero if nobody has it. */
    public long ownerPfn(long pfn) {
        return layout.hasFrame(pfn) ? PamtEntry.ownerPfn(memory.read(layout.pamt(pfn))) : 0;
    }

    /** BEPOCH: the TD epoch in which the entry that points to the page was blocked; zero if none was. */
    public long bepoch(long pfn) {
        return layout.hasFrame(pfn) ? memory.read(layout.bepoch(pfn)) : 0;
    }

    /** True if no vCPU can have a translation that is older than the block of the page's entry. */
    public boolean isTracked(long pfn) {
        return TlbTracking.isDone(
                epoch(), bepoch(pfn), memory.read(layout.residence().word()));
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

    /** The logical processor that the vCPU is associated with. Requires: {@link #isAssociated}. */
    public int associatedLp(int vcpu) {
        return Association.lp(memory.read(layout.tdvps(vcpu, TdvpsWord.ASSOCIATION)), vcpu);
    }

    /** How many vCPUs are in the guest, or in VP.ENTER, since an epoch of this parity. */
    public int refcount(int epochParity) {
        return Residence.refcount(memory.read(layout.residence().word()), epochParity);
    }

    /** How many vCPUs hold the TDR: those in the guest, and those in VP.ENTER. */
    public int tdrHolders() {
        return Residence.tdrHolders(memory.read(layout.residence().word()));
    }

    /** The state of the TD's key. */
    public LifeCycle lifeCycle() {
        return LifeCycle.of(memory.read(layout.td(TdWord.LIFECYCLE)));
    }

    /** Which leaves the TD allows. */
    public OpState opState() {
        return OpState.of(memory.read(layout.td(TdWord.OP_STATE)));
    }

    /** Units of 4K that the TD owns, its TDR not counted. */
    public long childCount() {
        return memory.read(layout.td(TdWord.CHLDCNT));
    }

    /** How many logical processors there can be; the calls of all of them are looked at by number. */
    public int lps() {
        return layout.sizes().lps();
    }

    /** True if the logical processor has begun a call that has not returned. */
    public boolean isInCall(int lp) {
        return call(lp, CallWord.STATE) != 0;
    }

    /** The leaf of the call in flight. Requires: {@link #isInCall}, as for all that ask about a call. */
    public Leaf leaf(int lp) {
        return CallState.leaf(call(lp, CallWord.STATE));
    }

    /** True if the call has failed and will say so; it holds its locks until then. */
    public boolean isFailing(int lp) {
        return CallState.phase(call(lp, CallWord.STATE)) == CallPhase.FAILS;
    }

    /** True if it is still open whether the call is made, or fails because a scenario wants it to. */
    public boolean isTossed(int lp) {
        return CallState.phase(call(lp, CallWord.STATE)) == CallPhase.TOSSED;
    }

    /** RCX of the call: a page-info word if {@link Leaf#hasPageInfo}, a vCPU's number for VP.ENTER. */
    public long rcx(int lp) {
        return CallState.loadRcx(leaf(lp), call(lp, CallWord.RCX), lp);
    }

    /** The page that the call gives, takes or writes back. Requires: it has got that far. */
    public long page(int lp) {
        return CallState.page(leaf(lp), rcx(lp), call(lp, CallWord.R8)) >>> 12;
    }

    /** True if the call holds the PAMT lock of the page, in either mode, as whatever it is to the call. */
    public boolean holdsPage(int lp, long pfn) {
        long state = call(lp, CallWord.STATE);
        int held = CallState.held(state);
        if ((held & ModuleLock.PAGE.bits()) != 0 && page(lp) == pfn) {
            return true;
        }
        return (held & ModuleLock.MAPPED_PAGE.bits()) != 0 && mappedPage(lp) == pfn;
    }

    private long mappedPage(int lp) {
        return SeptEntry.pfn(entry(Tdx.levelOf(rcx(lp)), Tdx.gfnOf(rcx(lp))));
    }

    /** True if the call holds the lock in this mode; which entry or page, its operands tell. */
    public boolean holds(int lp, ModuleLock lock, ModuleLock.Mode mode) {
        return (CallState.held(call(lp, CallWord.STATE)) & lock.bit(mode)) != 0;
    }

    private long call(int lp, CallWord word) {
        return memory.read(layout.call(lp, word));
    }

    /**
     * How many hold a lock of the TD shared. Of the TDR those are the calls other than VP.ENTER; see
     * {@link #tdrHolders}.
     *
     * <p>Requires: TDR, OP_STATE, TREE or EPOCH.
     */
    public int sharers(ModuleLock lock) {
        return ShareX.sharers(memory.read(lockWord(lock)));
    }

    /** True if a call holds a lock of the TD exclusively. Requires: as {@link #sharers}. */
    public boolean isExclusive(ModuleLock lock) {
        return ShareX.isExclusive(memory.read(lockWord(lock)));
    }

    /** True if a call holds the lock of the vCPU's TDVPR, in either mode. */
    public boolean isVcpuLocked(int vcpu) {
        return !ShareX.isFree(memory.read(layout.tdvps(vcpu, TdvpsWord.LOCK)));
    }

    /** True if a call holds the PAMT lock of the page. */
    public boolean isPageLocked(long pfn) {
        return !ShareX.isFree(memory.read(layout.pamt(pfn)));
    }

    /** True if no call is in flight and no lock held but by vCPUs in the guest. */
    public boolean isAtRest() {
        for (int lp = 0; lp < lps(); lp++) {
            if (isInCall(lp)) {
                return false;
            }
        }
        return isFree(ModuleLock.OP_STATE)
                && isFree(ModuleLock.TREE)
                && isFree(ModuleLock.EPOCH)
                && isFree(ModuleLock.TDR);
    }

    private boolean isFree(ModuleLock lock) {
        return ShareX.isFree(memory.read(lockWord(lock)));
    }

    private long lockWord(ModuleLock lock) {
        return switch (lock) {
            case TDR -> layout.pamt(layout.tdrPfn());
            case OP_STATE -> layout.td(TdWord.OP_STATE_LOCK);
            case TREE -> layout.td(TdWord.TREE_LOCK);
            case EPOCH -> layout.td(TdWord.EPOCH_LOCK);
            case TDVPR, PAGE, SEPT_ENTRY, MAPPED_PAGE -> throw new ModelBug(lock + " is not one lock");
        };
    }
}
