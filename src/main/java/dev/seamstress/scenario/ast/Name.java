package dev.seamstress.scenario.ast;

/** A word of a scenario and its place. */
public record Name(String text, At at) {
    /** A word that was not written: a default. */
    public static Name absent(String text) {
        return new Name(text, At.NONE);
    }

    /** Whether it is {@code word}. */
    public boolean is(String word) {
        return text.equals(word);
    }

    @Override
    public String toString() {
        return text;
    }
}
