package dev.seamstress.core.vm;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;

/**
 * The words of a VM.
 *
 * <p>The state of invalidation is there twice. All of it changes under mmu_lock held for write, but is also read
 * without the lock, as a hint. {@link #locked} is the copy that holders of the lock read: it cannot change under them,
 * so reading it is no race. {@link #lockless} is the other; who changes one changes both before dropping the lock.
 *
 * <p>Source: struct kvm, mmu_invalidate_seq and its like, vm_dead; struct kvm_tdx, wait_for_sept_zap.
 */
public record VmWords(int hintPage, int lockedPage, int deadPage) {
    /** The VM is dead because the guest or userspace did what it must not. */
    public static final long KILLED = 1;
    /** The VM is dead because a KVM_BUG_ON fired. */
    public static final long BUGGED = 2;

    private static final int WAIT_FOR_SEPT_ZAP = Invalidate.values().length;

    /** Adds the pages to {@code map}; {@code mmuLock} is the number of the lock that guards the locked copy. */
    public static VmWords add(MemoryMap map, int mmuLock) {
        WordClass locked = WordClass.guarded("vm.invalidate", WordClass.Rule.LOCK_EXCLUSIVE_WRITERS, mmuLock, 0);
        return new VmWords(
                map.add(WordClass.lockless("vm.words", 0), 1),
                map.add(locked, 1),
                map.add(WordClass.lockless("vm.dead", 0), 1));
    }

    /** Where a part of the invalidation's state is for readers without mmu_lock. */
    public long lockless(Invalidate part) {
        return MemoryMap.word(hintPage, part.ordinal());
    }

    /** Where a part of the invalidation's state is for holders of mmu_lock. */
    public long locked(Invalidate part) {
        return MemoryMap.word(lockedPage, part.ordinal());
    }

    /** While set, no vCPU enters the guest: a zap waits for the TDX module's locks. */
    public long waitForSeptZap() {
        return MemoryMap.word(hintPage, WAIT_FOR_SEPT_ZAP);
    }

    /** {@link #KILLED} or {@link #BUGGED} once the VM is dead, for ever; else 0. */
    public long dead() {
        return MemoryMap.word(deadPage, 0);
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
