package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Cell;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.Row;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.parse.Limits;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.plan.OperationRef;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.text.Printer;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.OnFault;
import dev.seamstress.scenario.words.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Resolves the columns: first the header and the labels, then each column's operations. */
final class ScriptResolver {
    /** A cell that can be resolved: its row, and its column's position in the header. */
    private record Placed(int row, int column, int index, Cell cell) {}

    private final Scope scope;
    private final CellChecker cells;
    private final EndOfVm end;
    private final Map<Integer, Integer> counts = new TreeMap<>();
    private final List<Placed> placed = new ArrayList<>();

    ScriptResolver(Scope scope) {
        this.scope = scope;
        this.cells = new CellChecker(scope);
        this.end = new EndOfVm(scope);
    }

    /** Checks the header and puts its columns and vCPUs into the scope. */
    void header(List<Column> columns) {
        if (columns.size() > Limits.COLUMNS) {
            scope.error(columns.get(Limits.COLUMNS).at(), "too many columns", "a scenario has at most 64 columns");
            scope.damage().header();
            return;
        }
        int vcpus = 0;
        for (Column column : columns) {
            for (Column other : scope.columns()) {
                boolean overlaps = other.kind() == column.kind()
                        && other.first() <= column.last()
                        && column.first() <= other.last();
                if (overlaps) {
                    int number = Math.max(other.first(), column.first());
                    scope.error(column.at(), "column " + column.kind().column(number) + " stands twice", null);
                    scope.damage().header();
                    break;
                }
            }
            scope.columns().add(column);
            scope.requireModelled(column.kind().name(), column.at());
            if (column.kind() == ColumnKind.P) {
                vcpus += column.count();
                for (int number = column.first(); number <= column.last(); number++) {
                    scope.addVcpu(number);
                }
            }
        }
        if (vcpus > Limits.VCPUS) {
            scope.error(columns.get(0).at(), "too many vCPUs", "the columns make at most 576 vCPUs");
        }
    }

    /** Checks the shape of the rows, and puts the labels into the scope. */
    void rows(List<Row> rows) {
        if (rows.size() > Limits.ROWS) {
            scope.error(rows.get(Limits.ROWS).end(), "too many rows", "a scenario has at most 256 rows");
            rows.subList(Limits.ROWS, rows.size()).forEach(this::forget);
        }
        long operations = 0;
        for (int row = 0; row < Math.min(rows.size(), Limits.ROWS); row++) {
            operations += row(rows.get(row), row);
            if (operations > Limits.OPERATIONS) {
                scope.error(
                        rows.get(row).end(),
                        "too many operations",
                        "a scenario has at most 65,536 operations, " + "with `repeat` and ranged columns written out");
                return;
            }
        }
    }

    /** A row that is not looked at still has its labels. */
    private void forget(Row row) {
        for (Cell cell : row.cells()) {
            if (cell.label() != null) {
                scope.damage().label(cell.label().text());
            }
        }
    }

    /** Checks one row and gives the number of its operations, expanded. */
    private long row(Row row, int number) {
        List<Column> columns = scope.columns();
        boolean isHeaderKnown = !scope.damage().isHeaderLost();
        boolean isFitting = isHeaderKnown && (!row.isWhole() || row.cells().size() == columns.size());
        boolean isGood = row.isWhole();
        long operations = 0;
        for (int i = 0; i < row.cells().size(); i++) {
            Cell cell = row.cells().get(i);
            if (cell.isEmpty()) {
                continue;
            }
            Column column = isFitting && i < columns.size() ? columns.get(i) : null;
            boolean hasVerbs = cells.hasVerbs(cell.op(), column);
            boolean canStand = hasVerbs && (column == null || cells.checkColumn(cell.op(), column));
            isGood &= hasVerbs;
            if (hasVerbs) {
                cells.checkResults(cell);
            }
            label(cell, hasVerbs ? column : null, i);
            if (canStand && column != null) {
                end.next(cell.op(), column);
                placed.add(new Placed(number, i, counts.merge(i, 1, Integer::sum) - 1, cell));
                operations += (long) column.count() * operations(cell.op());
            }
        }
        if (isGood && isHeaderKnown && !isFitting && !isRunOn(row)) {
            int size = row.cells().size();
            String message =
                    "this row has " + count(size, "cell") + ", the header has " + count(columns.size(), "column");
            String hint = size < columns.size() ? "write the empty cells: `|`" : "`|` separates cells, one a column";
            scope.error(row.end(), message, hint);
        }
        return operations;
    }

    /** Whether a cell goes on in the next line, where another row begins; that is reported instead of the count. */
    private boolean isRunOn(Row row) {
        for (Cell cell : row.cells()) {
            if (cell.op() instanceof Op.Plain plain) {
                At last = plain.at();
                for (Arg arg : plain.args()) {
                    if (arg.at().line() > last.line() && !last.isNone()) {
                        scope.error(last.after(), "expected `;` or `|`", "a row ends with `;`");
                        return true;
                    }
                    last = arg.at();
                }
            }
        }
        return false;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** The operations of a cell, written out; never so many that adding them overflows. */
    private static long operations(Op op) {
        long inner = 0;
        for (Op each : CellChecker.inner(op)) {
            inner += operations(each);
        }
        long times = op instanceof Op.Repeat repeat ? Math.min(repeat.count().value(), Limits.OPERATIONS + 1L) : 1;
        return Math.min(times * Math.max(inner, 1), Limits.OPERATIONS + 1L);
    }

    private void label(Cell cell, Column column, int position) {
        Name label = cell.label();
        if (label == null || !isNewLabel(label)) {
            return;
        }
        boolean isKnown = CellChecker.verb(cell.op()) != null;
        List<String> results = isKnown ? cells.results(cell.op()) : null;
        int index = counts.getOrDefault(position, 0);
        scope.labels().put(label.text(), new LabelInfo(label.at(), column, index, results));
    }

    private boolean isNewLabel(Name label) {
        String text = label.text();
        if (Vocabulary.contains(text)) {
            scope.error(label.at(), "`" + text + "` is " + Vocabulary.of(text).text() + " and cannot be a label", null);
            return false;
        }
        if (text.matches("(P|VMM|HOSTMM|GMEM)[0-9]*")) {
            scope.error(label.at(), "`" + text + "` is a column and cannot be a label", null);
            return false;
        }
        if (!text.matches("[A-Za-z0-9_]*")) {
            scope.error(label.at(), "`" + text + "` cannot be a label", "a label has letters, digits and `_`");
            return false;
        }
        LabelInfo first = scope.labels().get(text);
        if (first != null) {
            scope.sink()
                    .add(Problem.error(label.at(), "label `" + text + "` is already used")
                            .withNote("first used on line " + first.at().line()));
            return false;
        }
        Scope.Symbol gfn = scope.gfns().get(text);
        if (gfn != null) {
            scope.sink()
                    .add(Problem.error(label.at(), "`" + text + "` is already the name of a gfn")
                            .withNote("declared on line " + gfn.at().line()));
            return false;
        }
        return true;
    }

    /** The columns, expanded. Requires: {@link #header} and {@link #rows} were called, and the facts are resolved. */
    List<ColumnScript> scripts(ActionResolver actions, OnFault onFault, Scenario.Grid grid) {
        Map<ColumnId, List<Operation>> operations = new TreeMap<>();
        for (Column column : scope.columns()) {
            for (int number = column.first(); number <= column.last(); number++) {
                operations.put(new ColumnId(column.kind(), number), new ArrayList<>());
            }
        }
        if (operations.size() <= Limits.VCPUS + Limits.COLUMNS) {
            placed.forEach(p -> resolve(p, actions, operations));
        }
        Symmetry symmetry = new Symmetry(scope, grid);
        List<ColumnScript> scripts = new ArrayList<>();
        for (Column column : scope.columns()) {
            for (int number = column.first(); number <= column.last(); number++) {
                ColumnId id = new ColumnId(column.kind(), number);
                OnFault policy =
                        column.kind() == ColumnKind.P ? scope.policies().getOrDefault(number, onFault) : onFault;
                scripts.add(new ColumnScript(
                        id, policy, symmetry.group(column, number), column.isRanged(), operations.get(id)));
            }
        }
        return scripts;
    }

    private void resolve(Placed place, ActionResolver actions, Map<ColumnId, List<Operation>> operations) {
        Column column = scope.columns().get(place.column());
        Cell cell = place.cell();
        for (int number = column.first(); number <= column.last(); number++) {
            ColumnId id = new ColumnId(column.kind(), number);
            OperationRef ref = new OperationRef(id, place.index());
            Printer printer = column.kind() == ColumnKind.P ? Printer.forColumn(number) : Printer.PLAIN;
            try {
                operations
                        .get(id)
                        .add(new Operation(
                                ref,
                                place.row(),
                                cell.label() == null ? null : cell.label().text(),
                                actions.action(cell.op(), ref),
                                cell.results().stream().map(Name::text).toList(),
                                printer.op(cell.op())));
            } catch (Unresolved e) {
                // Reported; the other columns of a ranged one would say the same.
                return;
            }
        }
    }
}
