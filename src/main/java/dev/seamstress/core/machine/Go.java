package dev.seamstress.core.machine;

/** What a thread does after a step of a procedure; made by the methods of {@link Procedure}. */
public enum Go {
    /** Goes on with the procedure's next step. */
    NEXT,
    /** Enters the procedure that was called. */
    CALL,
    /** Returns to the caller. */
    RETURN,
    /** Waits for a message. */
    WAIT
}
