package dev.seamstress.scenario.words;

/** How a column stands, in {@code P0 = done}. */
public enum ColumnState {
    RUNNING,
    /** It ended after its last row. */
    DONE,
    /** It ended at a result that its row did not announce. */
    STOPPED;

    /** The word of the language: {@code done}. */
    public String word() {
        return Words.of(this);
    }
}
