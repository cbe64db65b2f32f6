package dev.seamstress.scenario.parse;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * Which tokens and lines each piece of a scenario takes, so that the formatter can put comments back beside it.
 *
 * <p>Shape: pieces in file order, without overlap; token positions count from 0, both ends inclusive.
 */
public final class Layout {
    /** A piece; {@code key} is its kind, with its number from 0 where there are several: {@code row:0}. */
    public record Piece(String key, int firstToken, int lastToken, int lastLine) {}

    private final List<Piece> pieces = new ArrayList<>();

    void add(String key, Token first, Token last) {
        pieces.add(new Piece(key, first.getTokenIndex(), last.getTokenIndex(), last.getLine()));
    }

    /** The pieces in file order. */
    public List<Piece> pieces() {
        return List.copyOf(pieces);
    }
}
