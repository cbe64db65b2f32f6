package dev.seamstress.core.ept;

/**
 * The vocabulary of entry values: what the bits of a {@code long} in a page table mean, on Intel EPT.
 *
 * <p>Shape: an entry is stored and passed as a {@code long}; these are constants and predicates over it.
 *
 * <p>Source: arch/x86/kvm/mmu/spte.h; spte.c, kvm_mmu_set_ept_masks(). Simplified: A/D bits are enabled, so bits 56:52
 * are always zero; no reserved bits are flipped against L1TF.
 */
public final class Spte {
    public static final long READABLE = 1L;
    public static final long WRITABLE = 1L << 1;
    public static final long EXECUTABLE = 1L << 2;
    public static final long RWX = READABLE | WRITABLE | EXECUTABLE;
    /** Memory type write-back, bits 5:3. */
    public static final long MEMORY_TYPE_WB = 6L << 3;
    /** The guest's own memory type is ignored. */
    public static final long IGNORE_PAT = 1L << 6;

    public static final long PAGE_SIZE = 1L << 7;
    public static final long ACCESSED = 1L << 8;
    public static final long DIRTY = 1L << 9;
    /** Alone decides whether KVM sees the entry as present. */
    public static final long MMU_PRESENT = 1L << 11;

    public static final long HOST_WRITABLE = 1L << 57;
    public static final long MMU_WRITABLE = 1L << 58;
    /** An EPT violation on the entry goes to KVM, not as #VE to the guest. */
    public static final long SUPPRESS_VE = 1L << 63;

    /** The empty entry, SHADOW_NONPRESENT_VALUE: what every word of a fresh table holds. */
    public static final long NONPRESENT = SUPPRESS_VE;
    /** Held by one thread that is changing the external page table; nobody else may write it. */
    public static final long FROZEN = NONPRESENT | 0x5a0;

    private static final long PFN_MASK = (1L << 52) - 1 & -1L << 12;

    private Spte() {}

    public static boolean isPresent(long spte) {
        return (spte & MMU_PRESENT) != 0;
    }

    /** Exact equality: bit 7 of FROZEN must never be taken for a page size. */
    public static boolean isFrozen(long spte) {
        return spte == FROZEN;
    }

    /** True if a present entry at {@code level} maps a page. Source: is_last_spte(). */
    public static boolean isLast(long spte, int level) {
        return level == 1 || (spte & PAGE_SIZE) != 0;
    }

    /** True if the entry is present and points to a table. */
    public static boolean isTable(long spte, int level) {
        return isPresent(spte) && !isLast(spte, level);
    }

    /** True if the entry is present and maps a page. */
    public static boolean isLeaf(long spte, int level) {
        return isPresent(spte) && isLast(spte, level);
    }

    /** True if the entry makes accesses MMIO in a VM with that {@code mmioValue}. Source: is_mmio_spte(). */
    public static boolean isMmio(long spte, long mmioValue) {
        return (spte & (RWX | SUPPRESS_VE)) == mmioValue;
    }

    public static boolean isWritable(long spte) {
        return (spte & WRITABLE) != 0;
    }

    /** The host frame that a present entry points to. */
    public static long pfn(long spte) {
        return (spte & PFN_MASK) >>> 12;
    }

    static long address(long pfn) {
        return pfn << 12 & PFN_MASK;
    }

    /** The entry as people read it. */
    public static String toString(long spte) {
        if (spte == NONPRESENT) {
            return "none";
        }
        return isFrozen(spte) ? "frozen" : Long.toHexString(spte);
    }
}
