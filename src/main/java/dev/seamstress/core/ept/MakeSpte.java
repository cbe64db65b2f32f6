package dev.seamstress.core.ept;

import dev.seamstress.core.addr.Level;

/**
 * Builds entry values.
 *
 * <p>Source: arch/x86/kvm/mmu/spte.c. Simplified: leaves of 4K and 2M; the host's memory is RAM, hence write-back; no
 * write tracking, so a writable page is never write-protected here.
 */
public final class MakeSpte {
    private MakeSpte() {}

    /** The entry that links the table page {@code pfn}. Source: make_nonleaf_spte(). */
    public static long nonleaf(long pfn) {
        return Spte.address(pfn) | Spte.MMU_PRESENT | Spte.ACCESSED | Spte.RWX | Spte.SUPPRESS_VE;
    }

    /** The entry that maps the page {@code pfn} at level 1. */
    public static long leaf(long pfn, Leaf how) {
        return leaf(pfn, Level.PG_4K, how);
    }

    /**
     * The entry that maps the page of {@code level} whose first frame is {@code pfn}.
     *
     * <p>Source: make_spte() and mark_spte_for_access_track().
     */
    public static long leaf(long pfn, int level, Leaf how) {
        long spte = Spte.address(pfn) | Spte.MMU_PRESENT | Spte.SUPPRESS_VE | Spte.MEMORY_TYPE_WB;
        spte |= Spte.READABLE | Spte.EXECUTABLE;
        spte |= level > Level.PG_4K ? Spte.PAGE_SIZE : 0;
        spte |= how.isPatIgnored() ? Spte.IGNORE_PAT : 0;
        spte |= how.isPrefetch() ? 0 : Spte.ACCESSED;
        if (how.isWritable()) {
            spte |= Spte.HOST_WRITABLE | Spte.MMU_WRITABLE | Spte.WRITABLE;
            spte |= how.isDirtySkipped() ? 0 : Spte.DIRTY;
        }
        return spte;
    }

    /**
     * The entry that makes accesses to {@code gfn} MMIO. Source: make_mmio_spte() and generation_mmio_spte_mask().
     *
     * @param mmioValue the VM's shadow_mmio_value
     * @param generation of the memslots, 19 bits
     */
    public static long mmio(long gfn, long mmioValue, long generation) {
        return withGeneration(mmioValue | gfn << 12, generation);
    }

    /** The generation in an entry that says MMIO. Source: get_mmio_spte_generation(). */
    public static long generation(long spte) {
        return spte >>> 3 & 0xff | (spte >>> 52 & 0x7ff) << 8;
    }

    /** The same entry, with that generation. */
    public static long withGeneration(long spte, long generation) {
        return spte & ~(0xffL << 3 | 0x7ffL << 52) | (generation & 0xff) << 3 | (generation >>> 8 & 0x7ff) << 52;
    }

    /**
     * What decides the bits of a leaf. {@code isDirtySkipped}: kernels before spurious-early left D clear if the entry
     * was writable before.
     */
    public record Leaf(boolean isWritable, boolean isPrefetch, boolean isPatIgnored, boolean isDirtySkipped) {}
}
