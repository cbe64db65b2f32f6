package dev.seamstress.core.vm;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;

/**
 * The guest_memfd file of a VM: one word that says whether anybody still has it open.
 *
 * <p>Shape: {@link #OPEN} or {@link #DYING}. From the last close on nobody gets a reference to it, though its pages and
 * what slots point to it go later.
 *
 * <p>Source: virt/kvm/guest_memfd.c, kvm_gmem_get_file(), get_file_active(). Simplified: all slots are bound to one
 * file, each at the offset that is its first gfn; the references that a call takes for its own time are not counted, so
 * a close takes effect before the call or after it.
 */
public final class GmemFile {
    public static final long OPEN = 0;
    public static final long DYING = 1;

    private final int page;

    /** Adds the word to {@code map}. */
    public GmemFile(MemoryMap map) {
        page = map.add(WordClass.lockless("gmem.file", OPEN), 1);
    }

    /** Whether it is open. */
    public long state() {
        return MemoryMap.word(page, 0);
    }

    /** Declares that nobody closes it. */
    public void freeze(MemoryMap map) {
        map.freeze(page);
    }
}
