package dev.seamstress.scenario.resolve;

/** Thrown when a piece has no meaning and the reason is reported, and caught where the piece ends. */
final class Unresolved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unresolved() {
        super("a piece of a scenario without meaning", null, false, false);
    }
}
