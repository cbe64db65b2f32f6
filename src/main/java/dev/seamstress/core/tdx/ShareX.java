package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.ModelBug;

/**
 * A try-lock of the module in 16 bits: shared or exclusive, and never waited for. Static functions over the word that
 * holds it, which may hold other things above.
 *
 * <p>Shape: bits 13:0 how many hold it shared, bit 14 held exclusively, bit 15 host priority: a host call was refused
 * since the last one succeeded.
 *
 * <p>Source: src/common/helpers/tdx_locks.h, sharex and sharex_hp.
 */
public final class ShareX {
    private static final long COUNT = (1 << 14) - 1;
    private static final long EXCLUSIVE = 1 << 14;
    private static final long HOST_PRIORITY = 1 << 15;

    private ShareX() {}

    static boolean isFree(long word) {
        return (word & (COUNT | EXCLUSIVE)) == 0;
    }

    public static boolean isExclusive(long word) {
        return (word & EXCLUSIVE) != 0;
    }

    static boolean hasHostPriority(long word) {
        return (word & HOST_PRIORITY) != 0;
    }

    /** How many hold it shared. */
    public static int sharers(long word) {
        return (int) (word & COUNT);
    }

    /** After a shared try of the host. Requires: not held exclusively; else {@link ModelBug}, as in all of these. */
    static long share(long word) {
        require(!isExclusive(word), "shared while exclusive");
        return (word & ~HOST_PRIORITY) + 1;
    }

    /** After a sharer lets go. */
    static long unshare(long word) {
        require(sharers(word) > 0, "let go of, but nobody shares it");
        return word - 1;
    }

    /** After an exclusive try of the host. Requires: free. */
    static long exclude(long word) {
        require(isFree(word), "taken while held");
        return word & ~HOST_PRIORITY | EXCLUSIVE;
    }

    /** After the exclusive holder lets go. */
    static long unexclude(long word) {
        require(isExclusive(word), "let go of, but nobody has it");
        return word & ~EXCLUSIVE;
    }

    /** After a shared try of the host whose hold is counted elsewhere. */
    static long withoutHostPriority(long word) {
        return word & ~HOST_PRIORITY;
    }

    private static void require(boolean isTrue, String otherwise) {
        if (!isTrue) {
            throw new ModelBug("a lock of the module is " + otherwise);
        }
    }

    /** After a refused try of the host on a lock with host priority. */
    static long refuseHost(long word) {
        return word | HOST_PRIORITY;
    }
}
