package dev.seamstress.core.tdx;

/**
 * The words that the module keeps for each logical processor: the call that it makes, and the vCPU that is associated
 * with it. All but the last are zero while it makes none.
 */
enum CallWord {
    /** Bits 7:0 the leaf's ordinal plus one, 15:8 the leaf's note, 63:32 the locks held ({@link ModuleLock}). */
    STATE,
    /** Operand RCX. */
    RCX,
    /** Operand R8. */
    R8,
    /** The vCPU; an {@link Association}, or zero. */
    ASSOCIATION
}
