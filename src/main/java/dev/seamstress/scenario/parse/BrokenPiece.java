package dev.seamstress.scenario.parse;

/** Thrown while a piece is built that has been reported as broken, and caught where the piece is left out. */
final class BrokenPiece extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenPiece() {
        super("a broken piece of a scenario", null, false, false);
    }
}
