package dev.seamstress.core.thread;

/** How far a column is; the ordinal is the first word of its {@link Results}. */
public enum ColumnEnd {
    RUNNING,
    /** All its rows have ended well. */
    DONE,
    /** A row ended with a result that it did not announce; later rows do not run. */
    STOPPED
}
