package dev.seamstress.core.vm;

import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;

/**
 * How memslots and the guest_memfd file know each other: the file's binding to the slot, which counts as one with the
 * slot's pointer to the file.
 *
 * <p>Shape: a word for each slot by its index, {@link #BOUND} or {@link #UNBOUND}. Exists only where memslots change
 * and somebody follows bindings. {@code isOpen}: some do so under the file's invalidate lock, without slots_lock.
 *
 * <p>Source: struct kvm_gmem, bindings; struct kvm_memory_slot, gmem.file. Simplified: the two are set and cleared
 * together, as nobody who holds slots_lock finds one without the other.
 */
public record GmemBindings(int page, boolean isOpen) {
    public static final long BOUND = 0;
    public static final long UNBOUND = 1;

    /** Adds the words to {@code map}; {@code slotsLock} is the number of the lock that writers hold. */
    public static GmemBindings add(MemoryMap map, int slotsLock, boolean isOpen) {
        WordClass.Rule rule = isOpen ? WordClass.Rule.OPEN_EXCLUSIVE_WRITERS : WordClass.Rule.LOCK_EXCLUSIVE_WRITERS;
        return new GmemBindings(map.add(WordClass.guarded("gmem.bindings", rule, slotsLock, BOUND), 1), isOpen);
    }

    /** The word of the slot at {@code index}. */
    public long word(int index) {
        return MemoryMap.word(page, index);
    }

    /** True if to set the word, or to read it without slots_lock, is a racy access. */
    public boolean isRacy(int index, Fx fx) {
        return isOpen && fx.isReachable(word(index));
    }

    /** Sets the word of the slot at {@code index}. Requires: {@code slotsLock} is held exclusively. */
    public void set(int index, long value, Grant slotsLock, Fx fx) {
        if (isOpen) {
            fx.write(word(index), value);
        } else {
            fx.write(slotsLock, word(index), value);
        }
    }
}
