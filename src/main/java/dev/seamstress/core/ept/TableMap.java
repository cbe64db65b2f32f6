package dev.seamstress.core.ept;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.WordClass;

/**
 * Where page-table entries are stored, and which host frame a table page is.
 *
 * <p>Shape: there are {@code mirrorRoots} root slots for mirror roots, 0 first, then {@code directRoots} for direct
 * ones. Each has a page of 512 words for every table of the {@link TreeShape}. A table is named by its place (root
 * slot, number); its frame, and the frame of the external page that goes with it, are functions of the place.
 *
 * <p>Simplified: as {@link TreeShape} says, a table's place decides where it is stored, so a table that is not linked
 * needs no storage.
 *
 * <p>Source: struct kvm_mmu_page, spt and external_spt; tdp_iter.c for the index.
 */
public final class TableMap {
    private static final long TABLE_PFN = 0x30000000L;
    private static final int ROOT_SHIFT = 24;

    private final TreeShape shape;
    private final long firstExternalPfn;
    private final int mirrorRoots;
    private final int roots;
    private final long directBits;
    private final int firstPage;

    /**
     * Adds the table pages to {@code map}.
     *
     * @param firstExternalPfn the first frame of the external pages, one for each table of each mirror root
     * @param directBits what distinguishes the gfns of a direct root, {@code gfn_direct_bits}; 0 if the VM has no
     *     mirror
     * @param mmuLock the number of the lock that guards entries
     */
    public TableMap(
            MemoryMap map,
            TreeShape shape,
            int mirrorRoots,
            int directRoots,
            long directBits,
            int mmuLock,
            long firstExternalPfn) {
        this.firstExternalPfn = firstExternalPfn;
        if (shape.tables() > 1 << ROOT_SHIFT || mirrorRoots + directRoots > RootList.CAPACITY) {
            throw new ModelBug("too many tables: " + shape.tables() + " in each of " + (mirrorRoots + directRoots));
        }
        this.shape = shape;
        this.mirrorRoots = mirrorRoots;
        this.roots = mirrorRoots + directRoots;
        this.directBits = directBits;
        WordClass mirror =
                WordClass.guarded("mirror.spte", WordClass.Rule.LOCK_SHARED_WRITERS, mmuLock, Spte.NONPRESENT);
        this.firstPage = map.add(mirror, mirrorRoots * shape.tables());
        // The processor walks direct tables without a lock, but only holders of mmu_lock change them.
        WordClass direct =
                WordClass.guarded("direct.spte", WordClass.Rule.OPEN_SHARED_WRITERS, mmuLock, Spte.NONPRESENT);
        map.add(direct, directRoots * shape.tables());
    }

    public TreeShape shape() {
        return shape;
    }

    /** How many root slots there are, mirror slots first. */
    public int roots() {
        return roots;
    }

    public boolean isMirror(int root) {
        return root < mirrorRoots;
    }

    /** The bits that {@code root}'s tables are indexed with besides the gfn. Source: kvm_gfn_root_bits(). */
    public long gfnBits(int root) {
        return isMirror(root) ? 0 : directBits;
    }

    /** The page of memory that stores table {@code table} of {@code root}. */
    public int page(int root, int table) {
        if (root < 0 || root >= roots) {
            throw new ModelBug("no root slot " + root);
        }
        return firstPage + root * shape.tables() + table;
    }

    /**
     * The word of {@code gfn}'s entry at {@code level}.
     *
     * <p>Requires: the shape has a table there; only what a scenario cannot reach has none.
     */
    public long word(int root, int level, long gfn) {
        return MemoryMap.word(page(root, table(level, gfn)), Level.index(level, gfn | gfnBits(root)));
    }

    private int table(int level, long gfn) {
        int table = shape.table(level, gfn);
        if (table < 0) {
            throw new ModelBug("no table at " + Level.name(level) + " for gfn 0x" + Long.toHexString(gfn));
        }
        return table;
    }

    /** The frame of the table that {@code gfn}'s entry at {@code level} points to, once linked. */
    public long childPfn(int root, int level, long gfn) {
        return tablePfn(root, table(level - 1, gfn));
    }

    /** The frame of the external page that goes with that table. */
    public long childExternalPfn(int root, int level, long gfn) {
        return externalPfn(root, table(level - 1, gfn));
    }

    /** The frame of a table page. */
    public long tablePfn(int root, int table) {
        return TABLE_PFN + ((long) root << ROOT_SHIFT) + table;
    }

    /** The frame of a table's external page, which the TDX module gets to keep. */
    public long externalPfn(int root, int table) {
        return firstExternalPfn + (long) root * shape.tables() + table;
    }

    /** How many external pages there are. */
    public long externalPages() {
        return (long) mirrorRoots * shape.tables();
    }

    /** The place of the table whose page is {@code pfn}; null if it is none. */
    public Place place(long pfn) {
        long root = pfn - TABLE_PFN >> ROOT_SHIFT;
        int table = (int) (pfn - TABLE_PFN & (1 << ROOT_SHIFT) - 1);
        boolean isTable = pfn >= TABLE_PFN && root < roots && table < shape.tables();
        return isTable ? new Place((int) root, table) : null;
    }

    /** The physical address of an entry, for traces. */
    public long address(int root, int level, long gfn) {
        return tablePfn(root, table(level, gfn)) << 12 | (long) Level.index(level, gfn | gfnBits(root)) << 3;
    }

    /** The name of a table: the root slot it belongs to, and its number in the shape. */
    public record Place(int root, int table) {}
}
