package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;
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
        return SeptEntry.page(entry(septLevel, gfn), septLevel);
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

    /** The same of a page of the size of {@code level}, from zero, which says nothing of its parts. */
    public PamtType pamtType(int level, long pfn) {
        return layout.hasFrame(pfn) ? PamtEntry.type(memory.read(layout.pamt(level, pfn))) : PamtType.RSVD;
    }

    /** True if no TD has the frame, neither by itself nor as a part of a large page. */
    public boolean isNobodys(long pfn) {
        boolean isPartOfNone =
                !layout.hasLargePages() || pamtType(1, pfn) == PamtType.NDA && pamtType(2, pfn) == PamtType.NDA;
        return pamtType(pfn) == PamtType.NDA && isPartOfNone;
    }

    /** As {@link #ownerPfn(long)}, of a page of the size of {@code level}. */
    public long ownerPfn(int level, long pfn) {
        return layout.hasFrame(pfn) ? PamtEntry.ownerPfn(memory.read(layout.pamt(level, pfn))) : 0;
    }

    /** The frame number of the TDR of the TD that has the page; zero if nobody has it. */
    public long ownerPfn(long pfn) {
        return layout.hasFrame(pfn) ? PamtEntry.ownerPfn(memory.read(layout.pamt(pfn))) : 0;
    }

    /** BEPOCH: the TD epoch in which the entry that points to the page was blocked; zero if none was. */
    public long bepoch(long pfn) {
        return layout.hasFrame(pfn) ? memory.read(layout.bepoch(pfn)) : 0;
    }

    /** BEPOCH of what the entry at this level points to. */
    public long bepochOf(int septLevel, long entry) {
        long pfn = SeptEntry.page(entry, septLevel);
        return layout.hasFrame(pfn) ? memory.read(layout.bepoch(SeptEntry.pageLevel(entry, septLevel), pfn)) : 0;
    }

    /** True if no vCPU can have a translation that is older than the block of the page's entry. */
    public boolean isTracked(long pfn) {
        return isTracked(0, SeptEntry.make(SeptState.BLOCKED, pfn));
    }

    /** The same of the entry itself, at this level. */
    public boolean isTracked(int septLevel, long entry) {
        return TlbTracking.isDone(
                epoch(),
                bepochOf(septLevel, entry),
                memory.read(layout.residence().word()));
    }

    /** TD_EPOCH. */
    public long epoch() {
        return memory.read(layout.td(TdWord.EPOCH));
    }

    /** The TD epoch that a vCPU had at its last VP.ENTER; zero if it never entered. */
    public long vcpuEpoch(int vcpu) {
        return memory.read(layout.tdvps(vcpu, TdvpsWord.EPOCH));
    }

    /**
     * How many private EPT violations the module has counted at the RIP that the vCPU last came with; one more than
     * {@link Stepping#THRESHOLD} if it has listed a GPA.
     */
    public int faultsCounted(int vcpu) {
        int listed = memory.read(layout.listed(vcpu, 0)) == 0 ? 0 : 1;
        return (int) memory.read(layout.tdvps(vcpu, TdvpsWord.POSSIBLY_EPF_STEPPING)) + listed;
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

    /** MRTD: what the TD was built from; zero for nothing. */
    public long measurement() {
        return memory.read(layout.td(TdWord.MRTD));
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
        return pageAddress(lp) >>> 12;
    }

    private long pageAddress(int lp) {
        int note = CallState.note(call(lp, CallWord.STATE));
        return CallState.page(leaf(lp), note, rcx(lp), call(lp, CallWord.R8));
    }

    /** True if the call holds the PAMT lock of the page of this size, in either mode, as whatever it is to the call. */
    public boolean holdsPage(int lp, int pageLevel, long pfn) {
        int held = CallState.held(call(lp, CallWord.STATE));
        long page = pageAddress(lp);
        boolean isThatPage = CallState.pageLevel(page) == pageLevel && Level.base(pageLevel + 1, page >>> 12) == pfn;
        if ((held & ModuleLock.PAGE.bits()) != 0 && isThatPage) {
            return true;
        }
        return (held & ModuleLock.MAPPED_PAGE.bits()) != 0
                && Tdx.levelOf(rcx(lp)) == pageLevel
                && mappedPage(pageLevel, Tdx.gfnOf(rcx(lp))) == pfn;
    }

    /** The page at an entry, or the one that its table can become. */
    private long mappedPage(int septLevel, long gfn) {
        boolean isPage = SeptEntry.isLeaf(entry(septLevel, gfn));
        return isPage ? pfn(septLevel, gfn) : pfn(septLevel - 1, gfn);
    }

    /** True if the call holds the entry of the secure EPT, alone or with all of its table. */
    public boolean holdsEntry(int lp, int septLevel, long gfn) {
        int held = CallState.held(call(lp, CallWord.STATE));
        int level = Tdx.levelOf(rcx(lp));
        long first = Tdx.gfnOf(rcx(lp));
        if ((held & ModuleLock.SEPT_ENTRY.bits()) != 0 && level == septLevel && first == gfn) {
            return true;
        }
        return (held & ModuleLock.CHILDREN.bits()) != 0
                && level == septLevel + 1
                && first == Level.base(level + 1, gfn);
    }

    /**
     * True if the call holds the lock in this mode; which entry or page, its operands tell. The TDR it also holds by
     * another name, as the page that it makes one or writes back.
     */
    public boolean holds(int lp, ModuleLock lock, ModuleLock.Mode mode) {
        int held = CallState.held(call(lp, CallWord.STATE));
        boolean isTdrAsPage =
                lock == ModuleLock.TDR && (held & ModuleLock.PAGE.bit(mode)) != 0 && pageAddress(lp) == layout.tdr();
        return (held & lock.bit(mode)) != 0 || isTdrAsPage;
    }

    /** True if it is the page that a TDR can be. */
    public boolean isTdrs(long pfn) {
        return pfn == layout.tdrPfn();
    }

    /**
     * True if the call of {@code lp} holds the frame of the TDR as a page that is nobody's: it is the same lock, of
     * which the caller cannot know that it was a TDR's.
     */
    public boolean holdsTdrAsPage(int lp, ModuleLock.Mode mode) {
        return holds(lp, ModuleLock.PAGE, mode) && holdsPage(lp, 0, layout.tdrPfn());
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

    /** True if a call holds the PAMT lock of the page of this size. */
    public boolean isPageLocked(int pageLevel, long pfn) {
        return !ShareX.isFree(memory.read(layout.pamt(pageLevel, pfn)));
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
            case KOT -> layout.td(TdWord.KOT_LOCK);
            case TDVPR, PAGE, SEPT_ENTRY, MAPPED_PAGE, CHILDREN, WBCACHE ->
                throw new ModelBug(lock + " is not one lock");
        };
    }
}
