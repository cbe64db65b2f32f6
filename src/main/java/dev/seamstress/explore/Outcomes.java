package dev.seamstress.explore;

import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.world.WorldView;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each combination of results was seen in a final state: the histogram of a litmus test.
 *
 * <p>Shape: a combination is text, {@code A=ok B=busy}, the labelled operations in the order of the columns. One label
 * of a ranged column stands for several operations, which are told apart by their columns.
 */
public final class Outcomes {
    private static final int COMBINATIONS_MAX = 10_000;

    private final Map<String, Long> counts = new TreeMap<>();
    private long others;

    void add(ResolvedScenario scenario, WorldView view) {
        StringBuilder text = new StringBuilder();
        for (ColumnScript column : scenario.columns()) {
            for (Operation operation : column.operations()) {
                if (operation.label() != null) {
                    text.append(text.isEmpty() ? "" : " ")
                            .append(name(scenario, operation))
                            .append('=')
                            .append(view.result(operation.ref()));
                }
            }
        }
        add(text.toString(), 1);
    }

    private void add(String text, long count) {
        if (counts.size() < COMBINATIONS_MAX || counts.containsKey(text)) {
            counts.merge(text, count, Long::sum);
        } else {
            others += count;
        }
    }

    /** Adds what somebody else has counted. */
    void addAll(Outcomes more) {
        more.counts.forEach(this::add);
        others += more.others;
    }

    private static String name(ResolvedScenario scenario, Operation operation) {
        long same = scenario.columns().stream()
                .flatMap(column -> column.operations().stream())
                .filter(other -> operation.label().equals(other.label()))
                .count();
        return same == 1
                ? operation.label()
                : operation.label() + "@" + operation.ref().column().name();
    }

    /** The combinations in alphabetical order, each with its number of final states. */
    public Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    /** Final states whose combination was not counted apart, as there were too many. */
    public long others() {
        return others;
    }
}
