package dev.seamstress.core.vm;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;
import java.util.List;

/**
 * The memory attributes, {@code kvm->mem_attr_array}: for each gfn of a scenario a word that says private or shared.
 *
 * <p>Shape: a gfn that the scenario does not name has no word. The words are dense, in ascending order of their gfns.
 *
 * <p>Source: virt/kvm/kvm_main.c, kvm_get_memory_attributes().
 */
public final class Attributes {
    /** KVM_MEMORY_ATTRIBUTE_PRIVATE. */
    public static final long PRIVATE = 1 << 3;

    public static final long SHARED = 0;
    /** In place of a word: the gfn has none. */
    public static final long NONE = -1;

    private final GfnIndex index;
    private final int firstPage;
    private final int pages;

    /**
     * Adds the words for {@code ranges} to {@code map}; {@code slotsLock} is the number of the lock that writers hold.
     */
    public Attributes(MemoryMap map, List<GfnRange> ranges, int slotsLock) {
        index = new GfnIndex(ranges);
        pages = (index.size() + MemoryMap.WORDS_PER_PAGE - 1) / MemoryMap.WORDS_PER_PAGE;
        firstPage = map.add(
                WordClass.guarded("vm.attributes", WordClass.Rule.OPEN_EXCLUSIVE_WRITERS, slotsLock, SHARED), pages);
    }

    /** The word of {@code gfn}, or {@link #NONE}. */
    public long word(long gfn) {
        int number = index.of(gfn);
        return number < 0 ? NONE : wordAt(number);
    }

    /** How many gfns below {@code gfn} have a word: the number of the first word from there on. */
    public int below(long gfn) {
        return index.below(gfn);
    }

    /** The word with that number. Requires: the number is below that of all words. */
    public long wordAt(int number) {
        return MemoryMap.word(firstPage, 0) + number;
    }

    /** The attribute that the gfns of a slot start with: userspace makes a slot with a guest_memfd private. */
    public static long first(Slot slot) {
        return slot.hasGmem() ? PRIVATE : SHARED;
    }

    /** Declares that no machine of the scenario converts memory. */
    public void freeze(MemoryMap map) {
        for (int i = 0; i < pages; i++) {
            map.freeze(firstPage + i);
        }
    }
}
