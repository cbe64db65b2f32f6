package dev.seamstress.scenario.problem;

import dev.seamstress.scenario.ast.At;

/**
 * One thing that is wrong with a scenario.
 *
 * <p>Shape: {@code at} is {@link At#NONE} for a problem of the file as a whole; {@code note} and {@code hint} may be
 * null. Words of the scenario stand in backquotes.
 */
public record Problem(At at, Kind kind, String message, String note, String hint) {
    private static final String NOT_MODELLED_YET = "not modelled yet: ";

    /** Whether the scenario is wrong, or only ahead of this version. */
    public enum Kind {
        ERROR,
        /** A word of the language that this version cannot run. */
        NOT_MODELLED
    }

    /** An error with a hint, which may be null. */
    public static Problem error(At at, String message, String hint) {
        return new Problem(at, Kind.ERROR, message, null, hint);
    }

    /** An error without a hint. */
    public static Problem error(At at, String message) {
        return error(at, message, null);
    }

    /** The same with a note. */
    public Problem withNote(String text) {
        return new Problem(at, kind, message, text, hint);
    }

    /** The answer to a word that is defined but cannot be run yet. */
    public static Problem notModelled(At at, String word) {
        return notModelled(at, word, null);
    }

    /** The same, with a hint, which may be null. */
    public static Problem notModelled(At at, String word, String hint) {
        return new Problem(at, Kind.NOT_MODELLED, NOT_MODELLED_YET + word, null, hint);
    }

    /** The word that is not modelled. Requires: the kind is NOT_MODELLED. */
    public String word() {
        return message.substring(NOT_MODELLED_YET.length());
    }
}
