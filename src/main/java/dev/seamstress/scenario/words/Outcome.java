package dev.seamstress.scenario.words;

/** How an injected call of a leaf fails, without effect. */
public enum Outcome {
    BUSY,
    INTERRUPTED,
    /** A status that KVM does not expect. */
    ERROR;
}
