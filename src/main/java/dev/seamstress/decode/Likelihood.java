package dev.seamstress.decode;

/**
 * How likely it is that a word which can be something is that: the first constant is the likeliest. What stands in logs
 * and traces comes before what only the module sees, and a form that few words have before one that many have.
 */
public enum Likelihood {
    /** A code that we know, and a low half that goes with it. */
    KNOWN_STATUS,
    /** One of the few values that stand for "empty" and "frozen". */
    SPECIAL_SPTE,
    PRESENT_SPTE,
    /** Level and state, both known. */
    TOLD_IN_RDX,
    /** A leaf, or FREE, without what the host is not told. */
    TOLD_IN_RCX,
    /** With lock, host priority and state; no host sees that. */
    SEPT_ENTRY,
    STATUS_WITH_UNKNOWN_LOW_HALF,
    MMIO_SPTE_OF_A_VM,
    PAGE_INFO,
    STATUS_WITH_UNKNOWN_CODE,
    /** Most numbers without bit 63 have that form. */
    MMIO_SPTE_OF_A_TD,
    L2_ENTRY,
    /** Zero and other numbers that are too small to tell. */
    SMALL_RDX,
    SMALL_RCX,
    SMALL_PAGE_INFO
}
