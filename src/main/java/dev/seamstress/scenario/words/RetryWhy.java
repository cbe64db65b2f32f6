package dev.seamstress.scenario.words;

/** Why a fault gave RET_PF_RETRY. */
public enum RetryWhy {
    /** The entry was frozen by another thread. */
    FROZEN,
    /** The compare-and-swap lost. */
    LOST,
    /** The invalidation sequence moved, or the gfn lies in the range under invalidation. */
    STALE,
    /** The memslot is marked invalid. */
    INVALID,
    /** The root is obsolete. */
    ROOT,
    /** The module answered busy. */
    BUSY;
}
