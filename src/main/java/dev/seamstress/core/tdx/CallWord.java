package dev.seamstress.core.tdx;

/**
 * The words that the module keeps for each logical processor: the call that it makes, and the vCPU that is associated
 * with it. All but the last are zero while it makes none, and those from {@link #RDX} to {@link #OUT_RDX} while the
 * call has not failed and is sure to be made.
 */
enum CallWord {
    /**
     * Bits 7:0 the leaf's ordinal plus one, 15:8 the leaf's note, 23:16 the phase, 31:24 the coin, 63:32 the locks
     * held.
     */
    STATE,
    /** Operand RCX; of a leaf that names a vCPU, that as an {@link Association}. */
    RCX,
    /** Operand R8, or the page that the leaf found. */
    R8,
    /** Operand RDX of a call that a coin is tossed for. */
    RDX,
    /**
     * What a call that has failed will return; of one that has not, the word that it carries to its next step; of one
     * that a coin is tossed for, operand R9.
     */
    STATUS,
    /** Result RCX of a call that has failed. */
    OUT_RCX,
    /** Result RDX of a call that has failed. */
    OUT_RDX,
    /** The vCPU; an {@link Association}, or zero. */
    ASSOCIATION
}
