package dev.seamstress.core.vm;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;

/**
 * The words of a VM.
 *
 * <p>The state of invalidation changes under mmu_lock held for write only, but is also read without it, so every store
 * to it is racy and a read under the lock is not.
 *
 * <p>Source: struct kvm, mmu_invalidate_seq and its like, vm_dead; struct kvm_tdx, wait_for_sept_zap.
 */
public record VmWords(int invalidatePage, int septZapPage, int deadPage, int notifiersPage) {
    /** In place of a bound of the range: none was added yet. Greater than every gfn, as gfns are unsigned. */
    public static final long INVALID_GPA = -1;

    /** In place of a snapshot of the sequence: none was taken, as locks keep all invalidations out. */
    public static final long NO_SNAPSHOT = -1;

    /** The VM is dead because the guest or userspace did what it must not. */
    public static final long KILLED = 1;
    /** The VM is dead because a KVM_BUG_ON fired. */
    public static final long BUGGED = 2;

    /** Adds the pages to {@code map}; {@code mmuLock} is the number of the lock that writers hold. */
    public static VmWords add(MemoryMap map, int mmuLock) {
        WordClass invalidate = WordClass.guarded("vm.invalidate", WordClass.Rule.OPEN_EXCLUSIVE_WRITERS, mmuLock, 0);
        return new VmWords(
                map.add(invalidate, 1),
                map.add(WordClass.lockless("vm.sept_zap", 0), 1),
                map.add(WordClass.lockless("vm.dead", 0), 1),
                map.add(ActiveNotifiers.WORD, 1));
    }

    /** Where a part of the invalidation's state is. */
    public long invalidate(Invalidate part) {
        return MemoryMap.word(invalidatePage, part.ordinal());
    }

    /**
     * While set, no vCPU enters the guest: a zap waits for the TDX module's locks. Its class does not demand the lock,
     * so that a planted zap under the read lock runs until an invariant sees it.
     */
    public long waitForSeptZap() {
        return MemoryMap.word(septZapPage, 0);
    }

    /** {@link #KILLED} or {@link #BUGGED} once the VM is dead, for ever; else 0. */
    public long dead() {
        return MemoryMap.word(deadPage, 0);
    }

    /** How many MMU notifiers are under way, for whom memslots wait: see {@link ActiveNotifiers}. */
    public long notifiers() {
        return MemoryMap.word(notifiersPage, 0);
    }

    /** Declares that there are no notifiers, or that no memslots change, so that nobody counts. */
    public void freezeNotifiers(MemoryMap map) {
        map.freeze(notifiersPage);
    }

    /** Declares that no machine of the scenario invalidates or zaps. */
    public void freeze(MemoryMap map) {
        freezeInvalidation(map);
        map.freeze(septZapPage);
    }

    /** Declares that no machine of the scenario invalidates, though some zap: for the deletion of a memslot. */
    public void freezeInvalidation(MemoryMap map) {
        map.freeze(invalidatePage);
    }

    /** The parts of the invalidation's state. */
    public enum Invalidate {
        /** mmu_invalidate_seq: one more at the end of each invalidation. */
        SEQ,
        /** mmu_invalidate_in_progress: how many are between begin and end. */
        IN_PROGRESS,
        /** mmu_invalidate_range_start: the union of their ranges. */
        RANGE_START,
        /** mmu_invalidate_range_end: exclusive. */
        RANGE_END
    }
}
