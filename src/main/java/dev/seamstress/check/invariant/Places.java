package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.ept.TableMap;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.world.World;
import java.util.Arrays;

/**
 * What each word of the world is: the way back from a word to the root, table and gfn that it stands for. Immutable.
 *
 * <p>Shape: levels are KVM's, also those of secure EPT entries; {@link #NONE} in place of a number.
 */
final class Places {
    static final int NONE = -1;

    private final WordGroup[] groups;
    private final int[] roots;
    private final int[] tables;
    private final TdxMemory tdx;
    private final TableMap map;
    private final TreeShape shape;
    private final long firstPamt;
    private final long firstBepoch;
    private final long firstPfn;

    Places(World world) {
        MemoryMap words = world.assembly().map();
        map = world.kvm().tables();
        shape = map.shape();
        groups = new WordGroup[words.pages()];
        roots = new int[words.pages()];
        tables = new int[words.pages()];
        Arrays.fill(roots, NONE);
        Arrays.fill(tables, NONE);
        for (int page = 0; page < groups.length; page++) {
            groups[page] = WordGroup.of(words.classOf(MemoryMap.word(page, 0)));
        }
        for (int table = 0; table < shape.tables(); table++) {
            for (int root = 0; root < map.roots(); root++) {
                put(map.page(root, table), root, table);
            }
        }
        tdx = world.tdxMemory().orElse(null);
        firstPfn = tdx == null ? 0 : tdx.sizes().firstPfn();
        firstPamt = tdx == null ? 0 : tdx.pamt(firstPfn);
        firstBepoch = tdx == null ? 0 : tdx.bepoch(firstPfn);
        for (int table = 0; tdx != null && table < shape.tables(); table++) {
            long word = tdx.entry(Level.toSept(shape.level(table)), shape.base(table));
            put(MemoryMap.page(word), NONE, table);
        }
    }

    private void put(int page, int root, int table) {
        roots[page] = root;
        tables[page] = table;
    }

    /** What a store to the word is about. */
    WordGroup group(long word, long old, long next) {
        WordGroup group = groups[MemoryMap.page(word)];
        return group == WordGroup.TDCS && tdx.isTdLock(word) ? WordGroup.TD_LOCK : group.ofStore(old, next);
    }

    /** The root slot whose tree the entry is in; {@link #NONE} for one of the secure EPT. */
    int root(long entry) {
        return roots[MemoryMap.page(entry)];
    }

    /** The number of the table that the entry is in. */
    int table(long entry) {
        return tables[MemoryMap.page(entry)];
    }

    int level(long entry) {
        return shape.level(table(entry));
    }

    /** The first gfn that the entry translates, without the shared bit. */
    long gfn(long entry) {
        long gfn = shape.base(table(entry)) | (long) MemoryMap.index(entry) << Level.shift(level(entry));
        return root(entry) == NONE ? gfn : gfn & ~map.gfnBits(root(entry));
    }

    /** The frame of a PAMT word. */
    long pamtPfn(long word) {
        return firstPfn + word - firstPamt;
    }

    /** The level, KVM's, of the page that a PAMT word of a large page stands for. */
    int largeLevel(long word) {
        return word >= tdx.pamt(Level.toSept(Level.PG_1G), firstPfn) ? Level.PG_1G : Level.PG_2M;
    }

    /** The first frame of that page. */
    long largePfn(long word) {
        int level = largeLevel(word);
        long first = tdx.pamt(Level.toSept(level), firstPfn);
        return Level.base(level, firstPfn) + (word - first) * Level.pages(level);
    }

    /** The frame of a BEPOCH word. */
    long bepochPfn(long word) {
        return firstPfn + word - firstBepoch;
    }
}
