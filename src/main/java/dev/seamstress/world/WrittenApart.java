package dev.seamstress.world;

import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.ColumnKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds vCPUs that do the same in columns of their own. Written as one column they could be exchanged, and a search
 * would have fewer states; it may not take them so by itself, as their labels differ.
 */
public final class WrittenApart {
    private WrittenApart() {}

    /** A sentence for people; empty if there are no two such columns, or what they do may be one vCPU's. */
    public static Optional<String> text(ResolvedScenario scenario) {
        Map<WhatItDoes, List<ColumnScript>> alike = new LinkedHashMap<>();
        for (ColumnScript column : scenario.columns()) {
            if (column.id().kind() == ColumnKind.P
                    && !column.isOfSeveral()
                    && !column.operations().isEmpty()) {
                alike.computeIfAbsent(WhatItDoes.of(column), what -> new ArrayList<>())
                        .add(column);
            }
        }
        return alike.values().stream()
                .filter(columns -> columns.size() > 1 && canBeExchanged(scenario, columns))
                .map(WrittenApart::text)
                .reduce((one, other) -> one + "; " + other);
    }

    private static boolean canBeExchanged(ResolvedScenario scenario, List<ColumnScript> columns) {
        List<ColumnId> members = columns.stream().map(ColumnScript::id).toList();
        return new SymmetryLimits(scenario, members).reason() == null;
    }

    private static String text(List<ColumnScript> columns) {
        List<String> names = columns.stream().map(column -> column.id().name()).toList();
        int first = columns.get(0).id().number();
        int last = columns.get(columns.size() - 1).id().number();
        String range = last - first == columns.size() - 1 ? ", P[" + first + ".." + last + "]," : "";
        return String.join(", ", names) + " do the same: in one column" + range
                + " states that differ only by who is who are searched once, unless a name tells them apart";
    }
}
