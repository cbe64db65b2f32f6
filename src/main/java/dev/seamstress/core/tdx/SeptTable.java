package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.MemoryMap;

/**
 * The 512 entries of one table of the secure EPT.
 *
 * <p>Shape: {@code level} is that of its entries, {@code gfn} one that it covers.
 *
 * <p>Source: the loops over children in tdh_mem_sept_remove.c, tdh_mem_page_demote.c and tdh_mem_page_promote.c.
 */
final class SeptTable {
    /** How many entries a table has. */
    static final int ENTRIES = MemoryMap.WORDS_PER_PAGE;

    private SeptTable() {}

    /** The word of entry {@code index}. */
    static long word(TdxMemory memory, int level, long gfn, int index) {
        return memory.entry(level, Level.base(level + 2, gfn) + index * Level.pages(level + 1));
    }

    /** True if all entries are FREE. */
    static boolean isEmpty(Call call, int level, long gfn) {
        for (int i = 0; i < ENTRIES; i++) {
            long entry = call.fx().own(word(call.memory(), level, gfn, i));
            if (SeptEntry.state(entry) != SeptState.FREE) {
                return false;
            }
        }
        return true;
    }

    /** Makes all entries pages in this state, the first {@code first}, the others behind it. */
    static void fill(Call call, int level, SeptState state, long first) {
        for (int i = 0; i < ENTRIES; i++) {
            long pfn = first + i * Level.pages(level + 1);
            call.fx().own(word(call.memory(), level, call.gfn(), i), SeptEntry.make(state, pfn));
        }
    }

    /** Leaves nothing in the entries, host priority included: a table that is not linked is as if never written. */
    static void clear(Call call, int level, long gfn) {
        for (int i = 0; i < ENTRIES; i++) {
            long word = word(call.memory(), level, gfn, i);
            if (call.fx().own(word) != SeptEntry.FREE) {
                call.fx().own(word, SeptEntry.FREE);
            }
        }
    }
}
