package dev.seamstress.explore;

import dev.seamstress.core.thread.OpResult;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.plan.ResolvedScenario;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which results each row lets its operation have. Operations are numbered as events number them. Immutable. */
final class Announced {
    /** Between what a result is and what it may be. */
    static final String NOT_IN = ", not in ";

    private final List<Operation> operations = new ArrayList<>();
    private final List<Set<OpResult>> allowed = new ArrayList<>();

    Announced(ResolvedScenario scenario) {
        for (ColumnScript column : scenario.columns()) {
            operations.addAll(column.operations());
        }
        for (Operation operation : operations) {
            Set<OpResult> results = EnumSet.allOf(OpResult.class);
            results.removeIf(result -> !operation.allows(result.text()));
            allowed.add(results);
        }
    }

    /** True if the operation may end so; {@code result} is the ordinal of an {@link OpResult}. */
    boolean allows(int operation, int result) {
        return allowed.get(operation).contains(OpResult.of(result));
    }

    /** As a verdict tells a result that was not announced. */
    String text(int number, int result) {
        Operation operation = operations.get(number);
        return operation.text() + " = " + OpResult.of(result).text() + NOT_IN + "{"
                + String.join(", ", operation.announced()) + "}";
    }
}
