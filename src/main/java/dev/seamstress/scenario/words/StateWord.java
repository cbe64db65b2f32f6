package dev.seamstress.scenario.words;

/** A value of a state term; which term has which values, {@link StateTerm#possible} says. */
public enum StateWord {
    NONE,
    FROZEN,
    PRESENT,
    TABLE,
    READONLY,
    MMIO,
    FREE,
    PENDING,
    MAPPED,
    BLOCKED,
    PENDING_BLOCKED,
    TABLE_BLOCKED,
    PRIVATE,
    SHARED,
    VALID,
    INVALID,
    HOST,
    TD,
    RESERVED,
    SET,
    CLEAR,
    OUTSIDE,
    IN_GUEST,
    EXITING,
    CREATED,
    READY,
    READ,
    WRITE,
    UNINITIALIZED,
    INITIALIZED,
    RUNNABLE,
    TRUE,
    FALSE;

    /** The word of the language: {@code pending_blocked}. */
    public String word() {
        return Words.of(this);
    }
}
