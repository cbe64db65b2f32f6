package dev.seamstress.scenario.reduce;

import dev.seamstress.scenario.ast.Cell;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.Row;
import dev.seamstress.scenario.ast.Scenario;
import java.util.ArrayList;
import java.util.List;

/** Takes columns, operations, parts of operations, and results that a row announces. */
final class GridCuts {
    private final Scenario scenario;
    private final int kept;
    private final List<Reduction> all = new ArrayList<>();

    private GridCuts(Scenario scenario, int kept) {
        this.scenario = scenario;
        this.kept = kept;
    }

    static List<Reduction> of(Scenario scenario, int kept) {
        GridCuts cuts = new GridCuts(scenario, kept);
        for (int column = scenario.grid().columns().size() - 1; column >= 0; column--) {
            cuts.column(column);
        }
        for (int column = scenario.grid().columns().size() - 1; column >= 0; column--) {
            for (int row = scenario.grid().rows().size() - 1; row >= 0; row--) {
                cuts.cell(row, column);
            }
        }
        return cuts.all;
    }

    private List<Column> columns() {
        return scenario.grid().columns();
    }

    private List<Row> rows() {
        return scenario.grid().rows();
    }

    private void add(Reduction.Part part, List<Column> columns, List<Row> rows) {
        List<Row> left = new ArrayList<>(rows);
        left.removeIf(row -> row.cells().stream().allMatch(Cell::isEmpty));
        Scenario.Grid grid = new Scenario.Grid(columns, left);
        Scenario less = new Scenario(
                scenario.title(), scenario.options(), scenario.decls(), grid, scenario.claims(), scenario.expects());
        all.add(new Reduction(less, kept, part));
    }

    private void column(int index) {
        Column column = columns().get(index);
        if (columns().size() > 1) {
            List<Row> rows = new ArrayList<>();
            for (Row row : rows()) {
                rows.add(with(row, Less.without(row.cells(), index)));
            }
            add(Reduction.Part.COLUMN, Less.without(columns(), index), rows);
        }
        for (long count : Less.than(column.count())) {
            int last = column.first() + (int) count - 1;
            Column fewer = new Column(column.kind(), column.first(), last, column.at());
            add(Reduction.Part.COLUMN, Less.with(columns(), index, fewer), rows());
        }
    }

    private static Row with(Row row, List<Cell> cells) {
        return new Row(cells, row.isWhole(), row.end());
    }

    private void cell(int row, int column) {
        Cell cell = rows().get(row).cells().get(column);
        if (cell.isEmpty()) {
            return;
        }
        add(Reduction.Part.OPERATION, columns(), withoutCell(row, column));
        for (Op op : OpCuts.of(cell.op())) {
            replace(Reduction.Part.OPERATION, row, column, new Cell(cell.label(), op, cell.results(), cell.at()));
        }
        if (cell.results().size() > 1) {
            replace(Reduction.Part.RESULT, row, column, new Cell(cell.label(), cell.op(), List.of(), cell.at()));
        }
        for (int i = 0; i < cell.results().size(); i++) {
            Cell less = new Cell(cell.label(), cell.op(), Less.without(cell.results(), i), cell.at());
            replace(Reduction.Part.RESULT, row, column, less);
        }
    }

    private void replace(Reduction.Part part, int row, int column, Cell cell) {
        Row other = with(rows().get(row), Less.with(rows().get(row).cells(), column, cell));
        add(part, columns(), Less.with(rows(), row, other));
    }

    /** What stands below in the column moves up. */
    private List<Row> withoutCell(int row, int column) {
        List<Row> rows = new ArrayList<>(rows());
        for (int at = row; at < rows.size(); at++) {
            Cell below = at + 1 < rows.size() ? rows().get(at + 1).cells().get(column) : Cell.EMPTY;
            rows.set(at, with(rows.get(at), Less.with(rows.get(at).cells(), column, below)));
        }
        return rows;
    }
}
