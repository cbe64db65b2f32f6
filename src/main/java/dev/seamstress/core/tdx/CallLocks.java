package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.LockMode;
import java.util.Arrays;

/**
 * The locks of one call, while a step of it runs: takes them, remembers them, and lets them all go.
 *
 * <p>Errors: a refusal is a result. It changes nothing, but that a refused host call leaves host priority where the
 * lock has such a thing. {@link #refusedBy} then tells who was in the way.
 *
 * <p>Source: tdx_locks.h; helpers.c, sept_lock_acquire_host() and sept_lock_acquire_guest().
 */
final class CallLocks {
    /** What {@link #refusedBy} says if no call in flight holds the lock: a host's claim does, or a running vCPU. */
    static final int NO_CALL = -1;

    /** In place of a word that nobody has asked for in this step. */
    private static final long UNKNOWN = -2;

    /** In place of an entry. */
    static final long REFUSED = -1;

    private final TdxMemory memory;
    private final LockModes modes;
    /** The words of the locks of which there is one, by the lock's number. */
    private final long[] ofTheTd = new long[ModuleLock.values().length];

    private Fx fx;
    private Leaf leaf;
    private long rcx;
    private long page;
    private long entryWord = UNKNOWN;
    private int held;
    private long refusedBy = NO_CALL;

    CallLocks(TdxMemory memory, LockModes modes) {
        this.memory = memory;
        this.modes = modes;
        Arrays.fill(ofTheTd, UNKNOWN);
        ofTheTd[ModuleLock.TDR.ordinal()] = memory.pamt(memory.tdrPfn());
        ofTheTd[ModuleLock.OP_STATE.ordinal()] = memory.td(TdWord.OP_STATE_LOCK);
        ofTheTd[ModuleLock.TREE.ordinal()] = memory.td(TdWord.TREE_LOCK);
        ofTheTd[ModuleLock.EPOCH.ordinal()] = memory.td(TdWord.EPOCH_LOCK);
        ofTheTd[ModuleLock.KOT.ordinal()] = memory.td(TdWord.KOT_LOCK);
    }

    /** Turns to the call of a leaf with this RCX, about the page at this address, which holds {@code mask}. */
    void of(Fx effects, Leaf called, long operand, long pageAddress, int mask) {
        fx = effects;
        leaf = called;
        rcx = operand;
        entryWord = UNKNOWN;
        page = pageAddress;
        held = mask;
        refusedBy = NO_CALL;
    }

    /** The leaf has found out which page it is about. */
    void pageFound(long pageAddress) {
        page = pageAddress;
    }

    /** The leaf has found out which vCPU it is about. */
    void vcpuFound(int vcpu) {
        rcx = vcpu;
        entryWord = UNKNOWN;
    }

    /** Where a call with this RCX, about this page, finds a lock. */
    private long word(ModuleLock lock, long rcx, long page) {
        return switch (lock) {
            case TDR, OP_STATE, TREE, EPOCH, KOT -> ofTheTd[lock.ordinal()];
            case TDVPR -> memory.tdvps((int) rcx, TdvpsWord.LOCK);
            case PAGE -> memory.pamt(CallState.pageLevel(page), page >>> 12);
            case SEPT_ENTRY -> rcx == this.rcx ? entryWord() : entryWord(rcx);
            case MAPPED_PAGE -> mappedPage(rcx);
            case WBCACHE -> memory.wbcacheLock((int) (page >>> 12));
            case CHILDREN -> throw new ModelBug("the entries of a table are not one lock");
        };
    }

    /** Of a table that is being promoted: of the page that it becomes, where its first entry's is. */
    private long mappedPage(long rcx) {
        int level = Tdx.levelOf(rcx);
        long entry = fx.own(entryWord(rcx));
        boolean isPage = SeptEntry.isLeaf(entry);
        long first = isPage ? entry : fx.own(memory.entry(level - 1, Tdx.gfnOf(rcx)));
        return memory.pamt(level, SeptEntry.page(first, isPage ? level : level - 1));
    }

    private long entryWord(long rcx) {
        return memory.entry(Tdx.levelOf(rcx), Tdx.gfnOf(rcx));
    }

    /** The word of the entry that RCX names; found once in a step, as all of a step is about it. */
    long entryWord() {
        if (entryWord == UNKNOWN) {
            entryWord = entryWord(rcx);
        }
        return entryWord;
    }

    private long word(ModuleLock lock) {
        long word = ofTheTd[lock.ordinal()];
        return word == UNKNOWN ? word(lock, rcx, page) : word;
    }

    /** The locks held, as a mask. */
    int held() {
        return held;
    }

    boolean holds(ModuleLock lock) {
        return (held & lock.bits()) != 0;
    }

    /** True if the call has the whole TD for itself. */
    boolean holdsTdrAlone() {
        return (held & ModuleLock.TDR.bit(ModuleLock.Mode.EXCLUSIVE)) != 0;
    }

    /** The ordinal of the leaf whose call held the lock that was refused last, or {@link #NO_CALL}. */
    long refusedBy() {
        return refusedBy;
    }

    /** True if the leaf takes the lock in this mode. */
    boolean wants(ModuleLock lock, LockMode mode) {
        return modes.mode(leaf, lock) == mode;
    }

    /** Tries to take a lock that is not a {@link ModuleLock#SEPT_ENTRY}, for the host, in the mode of the table. */
    boolean take(ModuleLock lock) {
        return switch (modes.mode(leaf, lock)) {
            case NONE -> true;
            case SHARED -> take(lock, ModuleLock.Mode.SHARED);
            case EXCLUSIVE -> take(lock, ModuleLock.Mode.EXCLUSIVE);
            case HOST, GUEST -> throw new ModelBug(lock + " is no entry");
        };
    }

    private boolean take(ModuleLock lock, ModuleLock.Mode mode) {
        long word = word(lock);
        long value = fx.own(word);
        boolean isExclusive = mode == ModuleLock.Mode.EXCLUSIVE;
        if (isExclusive ? !ShareX.isFree(value) : ShareX.isExclusive(value)) {
            refuse(lock, word, value);
            return false;
        }
        fx.own(word, isExclusive ? ShareX.exclude(value) : ShareX.share(value));
        held |= lock.bit(mode);
        return true;
    }

    /** Tries to take the tree for the stepping filter: whatever a table of locks says, nobody else is in it then. */
    boolean takeTreeAlone() {
        return take(ModuleLock.TREE, ModuleLock.Mode.EXCLUSIVE);
    }

    /**
     * Tries to take the TDR for the host so that nobody else has it: no call, and no vCPU in the guest. One racy
     * access.
     *
     * <p>Source: tdx_locks.h, sharex_hp: a refused host leaves its claim, whoever holds the lock.
     */
    boolean takeTdrAlone() {
        if (Residence.tdrHolders(fx.read(memory.residence().word())) != 0) {
            long word = word(ModuleLock.TDR);
            refusedBy = NO_CALL;
            fx.own(word, ShareX.refuseHost(fx.own(word)));
            return false;
        }
        return take(ModuleLock.TDR, ModuleLock.Mode.EXCLUSIVE);
    }

    /** True if a vCPU that is in the guest has the TDR. One racy access. */
    boolean isTdrOfGuests() {
        return Residence.tdrHolders(fx.read(memory.residence().word())) != 0;
    }

    /** Tries whether a lock can be had shared, for a hold that is counted elsewhere. A success takes the claim back. */
    boolean mayShare(ModuleLock lock) {
        long word = word(lock);
        long value = fx.own(word);
        if (ShareX.isExclusive(value)) {
            refuse(lock, word, value);
            return false;
        }
        fx.own(word, ShareX.withoutHostPriority(value));
        return true;
    }

    /** Tries to lock the entry that RCX names, in the mode of the table. Returns a status. */
    long takeEntry() {
        return switch (modes.mode(leaf, ModuleLock.SEPT_ENTRY)) {
            case NONE -> LeafFunction.OK;
            case HOST -> takeEntryForHost() ? LeafFunction.OK : TdxStatus.OPERAND_BUSY.with(OperandId.RCX);
            case GUEST -> takeEntryForGuest();
            case SHARED, EXCLUSIVE -> throw new ModelBug("an entry is locked by host or guest");
        };
    }

    /** True if the leaf may write the entry: it has locked it, alone or with the whole TD, or locks no entry at all. */
    boolean mayWriteEntry() {
        return holds(ModuleLock.SEPT_ENTRY) || holdsTdrAlone() || modes.isEntryLeftOpen(leaf);
    }

    /** For the host: takes its claim back, or leaves one. */
    private boolean takeEntryForHost() {
        long word = word(ModuleLock.SEPT_ENTRY);
        long entry = fx.own(word);
        if (SeptEntry.isLocked(entry)) {
            blame(ModuleLock.SEPT_ENTRY, word);
            fx.own(word, SeptEntry.withHostPriority(entry));
            return false;
        }
        fx.own(word, SeptEntry.lock(SeptEntry.withoutHostPriority(entry)));
        held |= ModuleLock.SEPT_ENTRY.bit(ModuleLock.Mode.EXCLUSIVE);
        return true;
    }

    /** Tries to lock all entries of the table that RCX names, for the host: all or none. */
    boolean takeChildren() {
        int level = Tdx.levelOf(rcx) - 1;
        for (int i = 0; i < SeptTable.ENTRIES; i++) {
            long word = SeptTable.word(memory, level, Tdx.gfnOf(rcx), i);
            long entry = fx.own(word);
            if (SeptEntry.isLocked(entry)) {
                blame(ModuleLock.SEPT_ENTRY, word);
                unlockChildren(i);
                fx.own(word, SeptEntry.withHostPriority(entry));
                return false;
            }
            fx.own(word, SeptEntry.lock(SeptEntry.withoutHostPriority(entry)));
        }
        held |= ModuleLock.CHILDREN.bit(ModuleLock.Mode.EXCLUSIVE);
        return true;
    }

    private void unlockChildren(int count) {
        for (int i = 0; i < count; i++) {
            long word = SeptTable.word(memory, Tdx.levelOf(rcx) - 1, Tdx.gfnOf(rcx), i);
            fx.own(word, SeptEntry.unlock(fx.own(word)));
        }
    }

    /** The table whose entries were locked is no more. */
    void childrenAreGone() {
        held &= ~ModuleLock.CHILDREN.bits();
    }

    /** For the guest: a host's claim is respected. */
    private long takeEntryForGuest() {
        long word = word(ModuleLock.SEPT_ENTRY);
        long entry = fx.own(word);
        if (SeptEntry.isLocked(entry)) {
            blame(ModuleLock.SEPT_ENTRY, word);
            return TdxStatus.OPERAND_BUSY.with(OperandId.RCX);
        }
        if (SeptEntry.hasHostPriority(entry)) {
            refusedBy = NO_CALL;
            return TdxStatus.OPERAND_BUSY_HOST_PRIORITY.with(OperandId.RCX);
        }
        fx.own(word, SeptEntry.lock(entry));
        held |= ModuleLock.SEPT_ENTRY.bit(ModuleLock.Mode.EXCLUSIVE);
        return LeafFunction.OK;
    }

    /** The entry that was locked has been rewritten as a whole: it is unlocked. */
    void entryWasRewritten() {
        held &= ~ModuleLock.SEPT_ENTRY.bits();
    }

    /** Lets go of all; host priority that others left meanwhile stays. */
    void releaseAll() {
        while (held != 0) {
            release(ModuleLock.first(held));
        }
    }

    /** Lets go of one, if it is held. */
    void release(ModuleLock lock) {
        if (!holds(lock)) {
            return;
        }
        if (lock == ModuleLock.CHILDREN) {
            unlockChildren(SeptTable.ENTRIES);
            childrenAreGone();
            return;
        }
        long word = word(lock);
        long value = fx.own(word);
        if (lock == ModuleLock.SEPT_ENTRY) {
            fx.own(word, SeptEntry.unlock(value));
        } else if ((held & lock.bit(ModuleLock.Mode.EXCLUSIVE)) != 0) {
            fx.own(word, ShareX.unexclude(value));
        } else {
            fx.own(word, ShareX.unshare(value));
        }
        held &= ~lock.bits();
    }

    private void refuse(ModuleLock lock, long word, long value) {
        blame(lock, word);
        if (lock.hasHostPriority()) {
            fx.own(word, ShareX.refuseHost(value));
        }
    }

    /** Finds out who holds the lock; only the refused pay for it. */
    private void blame(ModuleLock lock, long word) {
        refusedBy = NO_CALL;
        for (int lp = 0; lp < memory.sizes().lps(); lp++) {
            long state = fx.own(memory.call(lp, CallWord.STATE));
            if (isHeldBy(state, lp, lock, word)) {
                refusedBy = CallName.of(CallState.leaf(state), lp);
                return;
            }
        }
    }

    /** True if the call of {@code lp} holds the word as this lock, or as another that can be the same word. */
    private boolean isHeldBy(long state, int lp, ModuleLock lock, long word) {
        int mask = CallState.held(state) & lock.kin();
        while (mask != 0) {
            ModuleLock theirs = ModuleLock.first(mask);
            Leaf leaf = CallState.leaf(state);
            long theirRcx = CallState.loadRcx(leaf, fx.own(memory.call(lp, CallWord.RCX)), lp);
            long theirPage =
                    CallState.page(leaf, CallState.note(state), theirRcx, fx.own(memory.call(lp, CallWord.R8)));
            if (isIt(theirs, theirRcx, theirPage, word)) {
                return true;
            }
            mask &= ~theirs.bits();
        }
        return false;
    }

    private boolean isIt(ModuleLock lock, long operand, long pageAddress, long word) {
        if (lock == ModuleLock.CHILDREN) {
            long child = memory.entry(Tdx.levelOf(operand) - 1, Tdx.gfnOf(operand));
            return MemoryMap.page(child) == MemoryMap.page(word);
        }
        return word(lock, operand, pageAddress) == word;
    }

    /**
     * Tries to lock a PAMT entry of a large page exclusively, as {@code lock}: nobody else may have it, nor, shared, on
     * the way to one of the smaller entries below it.
     *
     * <p>Source: pamt_manager.c, pamt_walk(), which shares what is above the entry that it locks; simplified: those
     * shares are not counted, but told from the calls in flight.
     */
    boolean takeLarge(ModuleLock lock, int level) {
        long word = word(lock);
        int walker = walkerBelow(level, word);
        if (walker < 0) {
            return take(lock, ModuleLock.Mode.EXCLUSIVE);
        }
        refusedBy = CallName.of(CallState.leaf(fx.own(memory.call(walker, CallWord.STATE))), walker);
        fx.own(word, ShareX.refuseHost(fx.own(word)));
        return false;
    }

    private int walkerBelow(int level, long word) {
        for (int lp = 0; lp < memory.sizes().lps(); lp++) {
            long state = fx.own(memory.call(lp, CallWord.STATE));
            if ((CallState.held(state) & ModuleLock.PAGE.bits()) == 0
                    || !CallState.leaf(state).walksToPage()) {
                continue;
            }
            Leaf leaf = CallState.leaf(state);
            long theirRcx = fx.own(memory.call(lp, CallWord.RCX));
            long theirs = CallState.page(leaf, CallState.note(state), theirRcx, fx.own(memory.call(lp, CallWord.R8)));
            if (CallState.pageLevel(theirs) < level && memory.pamt(level, theirs >>> 12) == word) {
                return lp;
            }
        }
        return -1;
    }

    /**
     * Passes the PAMT entry of a large page that has the call's page in it, on the way down: the entry, or
     * {@link #REFUSED} if somebody has it exclusively.
     */
    long passLarge(int level) {
        long word = memory.pamt(level, page >>> 12);
        long value = fx.own(word);
        if (ShareX.isExclusive(value)) {
            refuse(ModuleLock.PAGE, word, value);
            return REFUSED;
        }
        return value;
    }
}
