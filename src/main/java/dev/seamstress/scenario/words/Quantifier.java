package dev.seamstress.scenario.words;

/** The kind of a claim, which is also the first half of its name, as in {@code never#1}. */
public enum Quantifier {
    ALWAYS,
    NEVER,
    SOMETIMES,
    FINALLY,
    ORDER;

    /** The word of the language: {@code always}. */
    public String word() {
        return Words.of(this);
    }
}
