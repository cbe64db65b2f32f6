package dev.seamstress.core.tdx;

/** What a call in flight waits for. */
enum CallPhase {
    /** For the leaf's next step. */
    RUNS,
    /** For its return: it has failed, and holds what it had taken until then. */
    FAILS,
    /** For a coin, which decides whether it is made at all. */
    TOSSED,
    /** For a coin, which decides whether {@link PriorityTimeout} has come. */
    TIMED
}
