package dev.seamstress.core.tdx;

import dev.seamstress.house.PageTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The tables of the module as the model has them: each cell is a call that was made, and what came of it.
 *
 * <p>Shape: markdown. The rows and columns, and which cells cannot be, are those of the tests named; a cell is what the
 * model did, not what the test wants.
 */
public final class ModuleTables {
    private ModuleTables() {}

    /** The tables, by the name of their part of the page. */
    public static TreeMap<String, String> parts() {
        TreeMap<String, String> parts = new TreeMap<>();
        parts.put("runnable", entries(OpState.RUNNABLE));
        parts.put("initialized", entries(OpState.INITIALIZED));
        parts.put("guest", guest());
        parts.put("opstates", opStates());
        parts.put("busy", busyPairs());
        return parts;
    }

    /** What {@link BusyPairTest} wants when {@code second} comes during {@code first}; "" if it has no such cell. */
    public static String busyPair(String first, String second) {
        List<String> columns = List.of(BusyPairTest.COLUMNS.split(" "));
        for (String line : BusyPairTest.ROWS) {
            List<String> cells = List.of(line.split(" +"));
            if (cells.get(0).equals(first) && columns.contains(second)) {
                return cells.get(1 + columns.indexOf(second));
            }
        }
        return "";
    }

    private static String entries(OpState opState) {
        PageTable table = new PageTable("leaf", states());
        for (List<EntryCell> row : EntryCell.rows(opState)) {
            EntryCell first = row.get(0);
            table.row(
                    "`" + first.leaf() + "` at " + first.size(),
                    row.stream()
                            .map(cell -> cell.isPossible() ? cell.outcome() : "-")
                            .toList());
        }
        return table.text();
    }

    private static String guest() {
        PageTable table = new PageTable("guest", states());
        for (GuestCell.Kind kind : GuestCell.Kind.values()) {
            table.row(
                    kind.text(),
                    EntryCell.STATES.stream()
                            .map(state -> GuestCell.outcome(kind, state))
                            .toList());
        }
        return table.text();
    }

    private static List<String> states() {
        return EntryCell.STATES.stream().map(SeptState::name).toList();
    }

    private static String opStates() {
        List<OpState> all = Arrays.asList(OpState.values());
        PageTable table = new PageTable("leaf", all.stream().map(OpState::name).toList());
        for (String line : OpStateTableTest.ROWS) {
            Leaf leaf = Leaf.valueOf(line.split(" +")[0]);
            table.row(
                    "`" + leaf.text() + "`",
                    all.stream()
                            .map(opState -> OpStateTableTest.outcome(leaf, opState))
                            .toList());
        }
        return table.text();
    }

    private static String busyPairs() {
        List<String> columns = List.of(BusyPairTest.COLUMNS.split(" "));
        PageTable table = new PageTable("first \\ later", columns);
        for (String line : BusyPairTest.ROWS) {
            String first = line.split(" +")[0];
            List<String> cells = new ArrayList<>();
            for (String second : columns) {
                boolean canBe = !busyPair(first, second).equals("-");
                cells.add(canBe ? Meeting.outcome(first, second) : "-");
            }
            table.row(first, cells);
        }
        return table.text();
    }
}
