package dev.seamstress.core.vm;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;

/**
 * How memslots and the guest_memfd file know each other: the file's binding to the slot, which counts as one with the
 * slot's pointer to the file.
 *
 * <p>Shape: a word for each slot by its index, {@link #BOUND} or {@link #UNBOUND}. Exists only where memslots go and
 * the file is closed.
 *
 * <p>Source: struct kvm_gmem, bindings; struct kvm_memory_slot, gmem.file. Simplified: the two are set and cleared
 * together, as nobody who holds slots_lock finds one without the other.
 */
public record GmemBindings(int page) {
    public static final long BOUND = 0;
    public static final long UNBOUND = 1;

    /** Adds the words to {@code map}; {@code slotsLock} is the number of the lock under which they are used. */
    public static GmemBindings add(MemoryMap map, int slotsLock) {
        WordClass words = WordClass.guarded("gmem.bindings", WordClass.Rule.LOCK_EXCLUSIVE_WRITERS, slotsLock, BOUND);
        return new GmemBindings(map.add(words, 1));
    }

    /** The word of the slot at {@code index}. */
    public long word(int index) {
        return MemoryMap.word(page, index);
    }
}
