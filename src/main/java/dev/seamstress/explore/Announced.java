package dev.seamstress.explore;

import dev.seamstress.core.thread.OpResult;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.plan.ResolvedScenario;
import java.util.ArrayList;
import java.util.List;

/** Which results each row lets its operation have. Operations are numbered as events number them. Immutable. */
final class Announced {
    private final List<Operation> operations = new ArrayList<>();
    private final long[] allowed;

    Announced(ResolvedScenario scenario) {
        for (ColumnScript column : scenario.columns()) {
            operations.addAll(column.operations());
        }
        allowed = new long[operations.size()];
        for (int i = 0; i < allowed.length; i++) {
            for (OpResult result : OpResult.values()) {
                allowed[i] |= operations.get(i).allows(result.text()) ? 1L << result.ordinal() : 0;
            }
        }
    }

    /** True if the operation may end so; {@code result} is the ordinal of an {@link OpResult}. */
    boolean allows(int operation, int result) {
        return OpResult.of(result).isIn(allowed[operation]);
    }

    /** As a verdict tells a result that was not announced. */
    String text(int number, int result) {
        Operation operation = operations.get(number);
        return operation.text() + " = " + OpResult.of(result).text() + ", not in {"
                + String.join(", ", operation.announced()) + "}";
    }
}
