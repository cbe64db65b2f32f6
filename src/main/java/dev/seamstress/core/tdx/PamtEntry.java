package dev.seamstress.core.tdx;

/**
 * The first word of a PAMT entry: a host page's lock, type and owner, as static functions over the word. The second
 * word is the page's BEPOCH.
 *
 * <p>Shape: bits 15:0 a {@link ShareX} lock, 23:16 the type, 63:24 the owner's TDR as a frame number. Zero is a page of
 * nobody's. A large page has its type in the entry of its size alone; those of its parts are nobody's.
 *
 * <p>Source: pamt_manager.h, pamt_entry_t.
 */
public final class PamtEntry {
    private static final long LOCK = 0xFFFF;

    private PamtEntry() {}

    /** An unlocked entry. */
    static long make(PamtType type, long ownerPfn) {
        return ownerPfn << 24 | (long) type.number() << 16;
    }

    /** The entry with another type and owner, and its lock as it was. */
    static long retype(long entry, PamtType type, long ownerPfn) {
        return make(type, ownerPfn) | entry & LOCK;
    }

    /** True if two values of an entry are equal but for its lock. */
    public static boolean differInLocksOnly(long one, long other) {
        return ((one ^ other) & ~LOCK) == 0;
    }

    static PamtType type(long entry) {
        return PamtType.of((int) (entry >>> 16) & 0xFF);
    }

    static long ownerPfn(long entry) {
        return entry >>> 24;
    }
}
