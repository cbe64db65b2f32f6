package dev.seamstress.core.tdx;

/**
 * The words of the TDR and the TDCS that this model keeps, one a constant.
 *
 * <p>Source: td_control_structures.h.
 */
enum TdWord {
    /** 1 if the TD is dead. */
    FATAL,
    /** A {@link LifeCycle}. */
    LIFECYCLE,
    /** How many TDCX pages it has. */
    TDCX_COUNT,
    /** An {@link OpState}. */
    OP_STATE,
    /** TD_EPOCH. */
    EPOCH,
    /** Units of 4K that the TD owns, its TDR not counted. */
    CHLDCNT,
    /** A {@link ShareX} lock of {@link #OP_STATE}. */
    OP_STATE_LOCK,
    /** A {@link ShareX} lock of the secure EPT. */
    TREE_LOCK,
    /** A {@link ShareX} lock of {@link #EPOCH}. */
    EPOCH_LOCK,
    /** MRTD: the measurement of what the TD was built from. */
    MRTD,
    /** The packages that have configured the key, or written their caches back; see {@link Packages}. */
    PACKAGES_DONE,
    /** The packages on which an interrupt has cut writing back short. */
    WBCACHE_BEGUN,
    /** A {@link ShareX} lock of the key ownership table. */
    KOT_LOCK;

    private static final int COUNT = values().length;

    /** True for the word that is number {@code index} of the page, if it is a lock; those of the packages come last. */
    static boolean isLock(int index) {
        return index >= OP_STATE_LOCK.ordinal() && index <= EPOCH_LOCK.ordinal()
                || index == KOT_LOCK.ordinal()
                || index >= COUNT;
    }
}
