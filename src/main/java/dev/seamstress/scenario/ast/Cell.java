package dev.seamstress.scenario.ast;

import java.util.List;

/**
 * A cell of a row: an operation, its label, the results that it announces.
 *
 * <p>Shape: {@code op} is null in an empty cell only; {@code label} may be null; {@code results} is empty when nothing
 * is announced.
 */
public record Cell(Name label, Op op, List<Name> results, At at) {
    /** A cell in which nothing stands. */
    public static final Cell EMPTY = new Cell(null, null, List.of(), At.NONE);

    public Cell {
        results = List.copyOf(results);
    }

    public boolean isEmpty() {
        return op == null;
    }
}
