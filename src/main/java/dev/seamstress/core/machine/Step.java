package dev.seamstress.core.machine;

/**
 * A named place in a procedure: implemented by an enum, whose constants are the procedure's program counter.
 *
 * <p>The name is shown in timelines and reports.
 */
public interface Step {
    int ordinal();

    String name();

    /** What this step does to shared memory; decides where a thread is cut. */
    Access access();

    /** How a step meets shared memory. */
    enum Access {
        /** Touches only the thread's own state, or words whose guard it holds exclusively. */
        LOCAL,
        /** Makes at most one access to a word that others could be touching. */
        RACY,
        /** Touches nothing racy, but others must be able to run before it. */
        CUT,
        /** Makes a racy access, and others must be able to run before it, even if it is the first of its delivery. */
        CUT_RACY;

        boolean isRacy() {
            return this == RACY || this == CUT_RACY;
        }

        boolean isCut() {
            return this == CUT || this == CUT_RACY;
        }
    }
}
