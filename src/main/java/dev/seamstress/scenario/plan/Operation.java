package dev.seamstress.scenario.plan;

import dev.seamstress.scenario.words.Results;
import java.util.List;

/**
 * One cell of a column.
 *
 * <p>Shape: {@code row} counts the rows of the file from 0; {@code label} is null if it has none, and the same for all
 * columns of a ranged one; {@code announced} is what stands behind {@code =>}, empty if nothing does; {@code text} is
 * the operation as a person would write it for this column, without label and results.
 */
public record Operation(OperationRef ref, int row, String label, Action action, List<String> announced, String text) {
    public Operation {
        announced = List.copyOf(announced);
    }

    /** Whether its column goes on after {@code result}; else the column is stopped and later rows are not run. */
    public boolean goesOnAfter(String result) {
        return result.equals(Results.OK) || announced.contains(result);
    }

    /** Whether {@code result} is one that the row's claim allows: anything, if nothing is announced. */
    public boolean allows(String result) {
        return announced.isEmpty() || announced.contains(result) || result.equals(Results.NOTRUN);
    }
}
