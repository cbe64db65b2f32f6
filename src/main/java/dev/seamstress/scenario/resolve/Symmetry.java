package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.Cell;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.GfnRef;
import dev.seamstress.scenario.ast.Index;
import dev.seamstress.scenario.ast.Label;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Row;
import dev.seamstress.scenario.ast.Scenario;
import java.util.Map;
import java.util.TreeMap;

/** Finds the vCPUs that can be exchanged: those of one ranged column that nothing names, and that do the same. */
final class Symmetry {
    private static final int ALONE = -1;

    private final Scope scope;
    private final Map<Integer, Integer> groups = new TreeMap<>();

    Symmetry(Scope scope, Scenario.Grid grid) {
        this.scope = scope;
        for (int i = 0; i < scope.columns().size(); i++) {
            Column column = scope.columns().get(i);
            if (column.isRanged() && !usesMe(grid, i)) {
                groups.put(column.first(), groups.size());
            }
        }
    }

    /** The number of the group of {@code column}'s vCPU {@code number}, or -1 if there is none other like it. */
    int group(Column column, int number) {
        if (!column.isRanged() || scope.namedVcpus().contains(number)) {
            return ALONE;
        }
        return groups.getOrDefault(column.first(), ALONE);
    }

    private static boolean usesMe(Scenario.Grid grid, int column) {
        for (Row row : grid.rows()) {
            if (column < row.cells().size()) {
                Cell cell = row.cells().get(column);
                if (!cell.isEmpty() && usesMe(cell.op())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean usesMe(Op op) {
        if (op instanceof Op.Plain plain) {
            return plain.args().stream().anyMatch(Symmetry::usesMe);
        }
        if (op instanceof Op.On on && on.event().range() != null) {
            return usesMe(on.event().range());
        }
        if (op instanceof Op.AddSlot add) {
            return usesMe(add.range());
        }
        return CellChecker.inner(op).stream().anyMatch(Symmetry::usesMe);
    }

    private static boolean usesMe(Arg arg) {
        if (arg instanceof RangeRef range) {
            GfnRef gfn = range.gfn();
            return isMe(gfn.index());
        }
        return arg instanceof Label label && isMe(label.index());
    }

    private static boolean isMe(Index index) {
        return index != null && index.perMe() != null;
    }
}
