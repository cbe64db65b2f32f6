package dev.seamstress.load.metrics;

/** The kinds of page faults that are told apart: from the instruction that faults to the guest's next one. */
public enum FaultClass {
    /** A private page was mapped. */
    PRIVATE,
    /** A shared page was mapped. */
    SHARED,
    /** Another vCPU had mapped the page already. */
    SPURIOUS,
    /** Nothing was mapped: userspace was told, or the guest touched a page that it had not accepted. */
    UNRESOLVED
}
