package dev.seamstress.scenario.words;

/** The verdict that an {@code expect} line names. */
public enum Verdict {
    PROVED,
    LIVELOCK,
    DEADLOCK,
    /** NOT FOUND within the bound, or PROVED. */
    BOUNDED,
    REFUTED;

    /** The word of the language: {@code proved}. */
    public String word() {
        return Words.of(this);
    }
}
