package dev.seamstress.scenario.reduce;

import dev.seamstress.scenario.ast.Cell;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.Row;
import dev.seamstress.scenario.ast.Scenario;
import java.util.List;

/**
 * How much there is in a scenario.
 *
 * @param columns threads
 * @param operations of all threads, repeated ones as often as they are repeated
 * @param pages of all slots
 * @param names of gfns
 * @param facts facts and injections
 */
public record ScenarioSize(int columns, long operations, long pages, int names, int facts, int claims) {
    /** That of a scenario. */
    public static ScenarioSize of(Scenario scenario) {
        List<Column> columns = scenario.grid().columns();
        int threads = 0;
        long operations = 0;
        for (int i = 0; i < columns.size(); i++) {
            threads += columns.get(i).count();
            for (Row row : scenario.grid().rows()) {
                Cell cell = row.cells().get(i);
                operations += cell.isEmpty()
                        ? 0
                        : operations(cell.op()) * columns.get(i).count();
            }
        }
        long pages = 0;
        int names = 0;
        int facts = 0;
        for (Decl decl : scenario.decls()) {
            pages += decl instanceof Decl.Slot slot ? slot.range().pages() : 0;
            names += decl instanceof Decl.Symbol ? 1 : 0;
            facts += decl instanceof Decl.Fact || decl instanceof Decl.Inject ? 1 : 0;
        }
        return new ScenarioSize(
                threads, operations, pages, names, facts, scenario.claims().size());
    }

    private static long operations(Op op) {
        if (op instanceof Op.Repeat repeat) {
            return repeat.count().value()
                    * repeat.ops().stream().mapToLong(ScenarioSize::operations).sum();
        }
        if (op instanceof Op.Loop loop) {
            return loop.ops().stream().mapToLong(ScenarioSize::operations).sum();
        }
        return 1;
    }

    /** What this one has more than {@code other}. */
    public ScenarioSize minus(ScenarioSize other) {
        return new ScenarioSize(
                columns - other.columns,
                operations - other.operations,
                pages - other.pages,
                names - other.names,
                facts - other.facts,
                claims - other.claims);
    }
}
