package dev.seamstress.scenario.ast;

import java.util.List;

/**
 * A row of cells, one a column.
 *
 * <p>Shape: {@code end} is the place of its {@code ;}. {@code isWhole} is false for a row of which the parser had to
 * skip a part; it never is in a tree without errors, and takes part in no output.
 */
public record Row(List<Cell> cells, boolean isWhole, At end) {
    public Row {
        cells = List.copyOf(cells);
    }
}
