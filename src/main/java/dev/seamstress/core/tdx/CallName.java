package dev.seamstress.core.tdx;

/**
 * A call as events name it: the leaf, and the logical processor that makes it, in one number.
 *
 * <p>Shape: bits 7:0 the leaf's ordinal, above them the id of the calling thread; in bits 42:40 of the name of a call
 * that was refused the level of its entry, as the module counts. {@link CallLocks#NO_CALL} is none.
 */
public final class CallName {
    private static final Leaf[] LEAVES = Leaf.values();
    private static final int LEAF_BITS = 8;
    private static final int LEVEL_SHIFT = 40;

    private CallName() {}

    public static long of(Leaf leaf, int lp) {
        return (long) lp << LEAF_BITS | leaf.ordinal();
    }

    /** The name that a refused call has in its event, which has no room for the level besides. */
    static long refused(Leaf leaf, int lp, int level) {
        return (long) level << LEVEL_SHIFT | of(leaf, lp);
    }

    /** The level of the entry of a refused call; zero in all other names. */
    public static int level(long name) {
        return (int) (name >>> LEVEL_SHIFT);
    }

    /** The call's name as its other events have it. Requires: {@code name} is a call's. */
    public static long withoutLevel(long name) {
        return name & (1L << LEVEL_SHIFT) - 1;
    }

    /** The same call, for whom threads are counted from {@code first} on. Requires: {@code name} is a call's. */
    public static long from(long name, int first) {
        return of(leaf(name), lp(name) - first);
    }

    /** Requires: {@code name} is a call's. */
    public static Leaf leaf(long name) {
        return LEAVES[(int) (name & (1 << LEAF_BITS) - 1)];
    }

    /** The id of the thread that makes the call. */
    public static int lp(long name) {
        return (int) (name >>> LEAF_BITS);
    }

    /**
     * True if the call is about this gfn, which is zero in events of a call that is about none. A call of a leaf that
     * this model does not know may be about any.
     */
    public static boolean isAboutPage(long name, long gfn) {
        int ordinal = (int) (name & (1 << LEAF_BITS) - 1);
        return gfn != 0 || ordinal >= LEAVES.length || LEAVES[ordinal].hasPageInfo();
    }

    /** False for {@link CallLocks#NO_CALL}: nobody's call, but a host's claim to an entry, or a vCPU in the guest. */
    public static boolean isCall(long name) {
        return name >= 0;
    }
}
