package dev.seamstress.load.run;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.MemoryMap;

/**
 * The stores of {@link MappingRun} and nothing else: for each page a walk of two trees of four levels, an entry that is
 * frozen in the one, written in the other, and settled, and a word of the page. What a page costs here is what memory
 * costs, and the least that any simulation of it can.
 */
public final class BareMapping {
    private static final int LEVELS = 4;
    private static final int INDEX_BITS = 9;
    private static final int WORDS = MemoryMap.WORDS_PER_PAGE;
    private static final long PRESENT = Spte.RWX | Spte.MEMORY_TYPE_WB;

    private final long pages;
    private final long[][] mirror;
    private final long[][] secure;
    private final long[][] owners;
    private final int[] firsts = new int[LEVELS];

    /** For so many pages, from gfn 0 on. */
    public BareMapping(long pages) {
        this.pages = pages;
        int tables = 0;
        for (int level = LEVELS - 1; level >= 0; level--) {
            firsts[level] = tables;
            tables += (int) ((pages - 1 >>> INDEX_BITS * (level + 1)) + 1);
        }
        this.mirror = new long[tables][];
        this.secure = new long[tables][];
        this.owners = new long[(int) ((pages + WORDS - 1) / WORDS)][];
    }

    /** Maps them all. */
    public void play() {
        for (long gfn = 0; gfn < pages; gfn++) {
            map(gfn);
        }
    }

    private void map(long gfn) {
        for (int level = LEVELS - 1; level > 0; level--) {
            descend(mirror, level, gfn);
        }
        long[] leaves = table(mirror, firsts[0] + (int) (gfn >>> INDEX_BITS));
        int index = (int) gfn & WORDS - 1;
        if (leaves[index] != 0) {
            throw new IllegalStateException("gfn " + gfn + " is mapped already");
        }
        leaves[index] = Spte.FROZEN;
        for (int level = LEVELS - 1; level > 0; level--) {
            descend(secure, level, gfn);
        }
        table(secure, firsts[0] + (int) (gfn >>> INDEX_BITS))[index] = gfn << 12 | PRESENT;
        table(owners, (int) (gfn >>> INDEX_BITS))[index] = PRESENT;
        leaves[index] = gfn << 12 | PRESENT;
    }

    private void descend(long[][] tree, int level, long gfn) {
        long[] table = table(tree, firsts[level] + (int) (gfn >>> INDEX_BITS * (level + 1)));
        int index = (int) (gfn >>> INDEX_BITS * level) & WORDS - 1;
        if (table[index] == 0) {
            table[index] = PRESENT;
        }
    }

    private static long[] table(long[][] tables, int number) {
        if (tables[number] == null) {
            tables[number] = new long[WORDS];
        }
        return tables[number];
    }

    /** The entry of a gfn in the mirror; 0 if it was not mapped. */
    long entry(long gfn) {
        long[] leaves = mirror[firsts[0] + (int) (gfn >>> INDEX_BITS)];
        return leaves == null ? 0 : leaves[(int) gfn & WORDS - 1];
    }
}
