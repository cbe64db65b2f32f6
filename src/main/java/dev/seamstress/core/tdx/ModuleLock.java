package dev.seamstress.core.tdx;

/**
 * The locks that a call can hold. They are try-locks: a call that cannot have one fails at once.
 *
 * <p>Shape: {@link #SEPT_ENTRY} is two bits of the entry and exclusive only; the others are {@link ShareX} words. A
 * call's locks are a mask of {@link #bit}s.
 *
 * <p>Source: tdx_locks.h.
 */
enum ModuleLock {
    /** The TD as such: the PAMT lock of its root page. */
    TDR(true),
    OP_STATE(true),
    /** The secure EPT. */
    TREE(false),
    /** TD_EPOCH. */
    EPOCH(false),
    /** A vCPU: the PAMT lock of its root page. */
    TDVPR(true),
    /** The PAMT lock of the page in R8. */
    NEW_PAGE(true),
    /** One entry of the secure EPT. */
    SEPT_ENTRY(true);

    private static final ModuleLock[] VALUES = values();

    private final boolean hasHostPriority;

    ModuleLock(boolean hasHostPriority) {
        this.hasHostPriority = hasHostPriority;
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

    /** The lock of the lowest bit of a mask that is not empty. */
    static ModuleLock first(int mask) {
        return VALUES[Integer.numberOfTrailingZeros(mask) / 2];
    }

    /** How a lock is held. */
    enum Mode {
        SHARED,
        EXCLUSIVE
    }
}
