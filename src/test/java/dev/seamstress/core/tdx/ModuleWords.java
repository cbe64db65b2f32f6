package dev.seamstress.core.tdx;

import java.util.List;

/** Words of the module and values for them, for tests outside this package that plant what no leaf would do. */
public final class ModuleWords {
    private final TdxMemory memory;

    public ModuleWords(TdxMemory memory) {
        this.memory = memory;
    }

    public long entry(int level, long gfn) {
        return memory.entry(level - 1, gfn);
    }

    public long pamt(long pfn) {
        return memory.pamt(pfn);
    }

    /** The word of a large page; {@code level} is the page's, from zero. */
    public long pamt(int level, long pfn) {
        return memory.pamt(level, pfn);
    }

    /** The PAMT word of a page of this TD, unlocked; {@link PamtType#NDA} is nobody's. */
    public long owned(PamtType type) {
        return PamtEntry.make(type, type == PamtType.NDA ? 0 : memory.tdrPfn());
    }

    /** The PAMT word of a page that some other TD has. */
    public long ofAnotherTd(PamtType type) {
        return PamtEntry.make(type, memory.tdrPfn() + 1);
    }

    /** A PAMT word or lock word, locked exclusively. */
    public static long locked(long word) {
        return ShareX.exclude(word);
    }

    /** An entry, locked. */
    public static long lockedEntry(long entry) {
        return SeptEntry.lock(entry);
    }

    /** An entry on which a host has priority. */
    public static long claimed(long entry) {
        return SeptEntry.withHostPriority(entry);
    }

    public long bepoch(long pfn) {
        return memory.bepoch(pfn);
    }

    public long epoch() {
        return memory.td(TdWord.EPOCH);
    }

    public long lifeCycle() {
        return memory.td(TdWord.LIFECYCLE);
    }

    public long childCount() {
        return memory.td(TdWord.CHLDCNT);
    }

    public long treeLock() {
        return memory.td(TdWord.TREE_LOCK);
    }

    /** The words of the TD's own locks. */
    public List<Long> tdLocks() {
        return List.of(memory.td(TdWord.OP_STATE_LOCK), treeLock(), memory.td(TdWord.EPOCH_LOCK));
    }

    public long residence() {
        return memory.residence().word();
    }

    /** The word that says what call {@code lp} has in flight. */
    public long call(int lp) {
        return memory.call(lp, CallWord.STATE);
    }

    /** The word of its first operand. */
    public long rcx(int lp) {
        return memory.call(lp, CallWord.RCX);
    }

    /** A value for {@link #call}: a call that holds one lock. */
    public static long holding(Leaf leaf, ModuleLock lock, ModuleLock.Mode mode) {
        return CallState.of(leaf, 0, CallPhase.RUNS, lock.bit(mode));
    }

    /** A value for {@link #call}: a call that holds nothing. */
    public static long holdingNothing(Leaf leaf) {
        return CallState.of(leaf, 0, CallPhase.RUNS, 0);
    }

    /** The packages that have done what the TD's key waits for. */
    public long packagesDone() {
        return memory.td(TdWord.PACKAGES_DONE);
    }
}
