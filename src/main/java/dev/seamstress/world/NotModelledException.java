package dev.seamstress.world;

import java.util.List;

/** A scenario needs something that the language has and this version has not. */
public final class NotModelledException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<String> words;

    NotModelledException(List<String> words) {
        super("not modelled yet: " + String.join(", ", words));
        this.words = List.copyOf(words);
    }

    /** What is missing, in the words of the language. */
    public List<String> words() {
        return words;
    }
}
