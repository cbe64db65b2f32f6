package dev.seamstress.world;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.ept.TableMap;
import dev.seamstress.core.machine.MemoryMap;
import java.util.Arrays;

/**
 * The way back from a word to the page-table entry of KVM's that it is. Immutable.
 *
 * <p>Shape: roots are the slots of {@link TableMap}; levels are KVM's; gfns are without the shared bit.
 */
public final class EntryPlaces {
    private static final int NONE = -1;

    private final TableMap map;
    private final TreeShape shape;
    private final int[] roots;
    private final int[] tables;

    public EntryPlaces(World world) {
        this(world.kvm().tables(), world.assembly().map().pages());
    }

    /** Those of {@code map} in a memory of so many pages. */
    public EntryPlaces(TableMap map, int pages) {
        this.map = map;
        this.shape = map.shape();
        this.roots = new int[pages];
        this.tables = new int[pages];
        Arrays.fill(roots, NONE);
        for (int table = 0; table < shape.tables(); table++) {
            for (int root = 0; root < map.roots(); root++) {
                int page = map.page(root, table);
                roots[page] = root;
                tables[page] = table;
            }
        }
    }

    /** An entry; {@code isMirror}: of a mirror root. */
    public record Place(boolean isMirror, int root, long gfn, int level) {}

    /** True if the word is an entry. */
    public boolean isEntry(long word) {
        return roots[MemoryMap.page(word)] != NONE;
    }

    /** Which entry the word is. Requires: {@link #isEntry}. */
    public Place place(long word) {
        int page = MemoryMap.page(word);
        int level = shape.level(tables[page]);
        long gfn = shape.base(tables[page]) | (long) MemoryMap.index(word) << Level.shift(level);
        return new Place(map.isMirror(roots[page]), roots[page], gfn & ~map.gfnBits(roots[page]), level);
    }
}
