package dev.seamstress.explore;

import dev.seamstress.engine.Exchanges;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.world.WorldView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

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
        add(text(scenario, view, column -> column), 1);
    }

    /** Adds the state that {@code exchanges} knows, and all that are merged into it. */
    void add(ResolvedScenario scenario, WorldView view, Exchanges exchanges) {
        long orbit = exchanges.orbit();
        if (orbit > COMBINATIONS_MAX) {
            others = orbit > Long.MAX_VALUE - others ? Long.MAX_VALUE : others + orbit;
            return;
        }
        for (int[] machines : Arrangements.of(exchanges)) {
            add(text(scenario, view, column -> machines[column]), 1);
        }
    }

    /** {@code from}: whose results stand for those of the column at a place. */
    private static String text(ResolvedScenario scenario, WorldView view, IntUnaryOperator from) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < scenario.columns().size(); i++) {
            List<Operation> theirs = scenario.columns().get(from.applyAsInt(i)).operations();
            for (Operation operation : scenario.columns().get(i).operations()) {
                if (operation.label() != null) {
                    text.append(text.isEmpty() ? "" : " ")
                            .append(name(scenario, operation))
                            .append('=')
                            .append(view.result(
                                    theirs.get(operation.ref().index()).ref()));
                }
            }
        }
        return text.toString();
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
