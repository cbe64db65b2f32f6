package dev.seamstress.core.tdx;

import dev.seamstress.core.model.LeafLock;

/**
 * The locks that a call can hold. They are try-locks: a call that cannot have one fails at once.
 *
 * <p>Shape: {@link #SEPT_ENTRY} is two bits of the entry and exclusive only; the others are {@link ShareX} words. A
 * call's locks are a mask of {@link #bit}s.
 *
 * <p>Source: tdx_locks.h.
 */
public enum ModuleLock {
    /** The TD as such: the PAMT lock of its root page. */
    TDR(true, Shared.REFUSES_NOBODY),
    OP_STATE(true, Shared.REFUSES_NOBODY),
    /** The secure EPT. */
    TREE(false, Shared.REFUSES_SOME),
    /** TD_EPOCH. */
    EPOCH(false, Shared.REFUSES_SOME),
    /** A vCPU: the PAMT lock of its root page. In one module either all take it exclusively, or none does. */
    TDVPR(true, Shared.REFUSES_NOBODY),
    /** The PAMT lock of the page that the call gives to the TD, takes from it, or writes back. */
    PAGE(true, Shared.REFUSES_SOME),
    /** One entry of the secure EPT. */
    SEPT_ENTRY(true, Shared.REFUSES_SOME),
    /** The PAMT lock of the page that the entry points to, where {@link #PAGE} is that of another one. */
    MAPPED_PAGE(true, Shared.REFUSES_SOME),
    /** All 512 entries of the table that the entry points to. */
    CHILDREN(true, Shared.REFUSES_SOME),
    /** The key ownership table. */
    KOT(false, Shared.REFUSES_SOME),
    /** The caches of a package. */
    WBCACHE(false, Shared.REFUSES_SOME);

    private static final ModuleLock[] VALUES = values();

    private final boolean hasHostPriority;
    private final Shared shared;

    ModuleLock(boolean hasHostPriority, Shared shared) {
        this.hasHostPriority = hasHostPriority;
        this.shared = shared;
    }

    /** Whether some leaf takes the lock exclusively once the TD is built, so that a sharer can be in its way. */
    private enum Shared {
        REFUSES_NOBODY,
        REFUSES_SOME
    }

    /** The column of the table of locks. */
    LeafLock column() {
        return this == SEPT_ENTRY ? LeafLock.ENTRY : LeafLock.valueOf(name());
    }

    /** True if a refused host call leaves its claim on the lock. */
    boolean hasHostPriority() {
        return hasHostPriority;
    }

    /** The bit of a hold in this mode. */
    int bit(Mode mode) {
        return 1 << 2 * ordinal() + mode.ordinal();
    }

    /** The bits of a hold in either mode. */
    int bits() {
        return 3 << 2 * ordinal();
    }

    /**
     * The bits of all locks that can be the same word as this one: PAMT entries and those of the secure EPT go by
     * several names.
     */
    int kin() {
        if (this == SEPT_ENTRY || this == CHILDREN) {
            return SEPT_ENTRY.bits() | CHILDREN.bits();
        }
        return isOfPamt() ? TDR.bits() | PAGE.bits() | MAPPED_PAGE.bits() : bits();
    }

    private boolean isOfPamt() {
        return this == TDR || this == PAGE || this == MAPPED_PAGE;
    }

    /** The lock of the lowest bit of a mask that is not empty. */
    static ModuleLock first(int mask) {
        return VALUES[Integer.numberOfTrailingZeros(mask) / 2];
    }

    /** True if a call that holds {@code mask} can be the reason why another one is refused. */
    static boolean canRefuse(int mask) {
        for (ModuleLock lock : VALUES) {
            int hold = mask & lock.bits();
            if (hold != 0 && (lock.shared == Shared.REFUSES_SOME || hold == lock.bit(Mode.EXCLUSIVE))) {
                return true;
            }
        }
        return false;
    }

    /** How a lock is held. */
    public enum Mode {
        SHARED,
        EXCLUSIVE
    }
}
