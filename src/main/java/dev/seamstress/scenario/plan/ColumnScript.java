package dev.seamstress.scenario.plan;

import dev.seamstress.scenario.words.OnFault;
import java.util.List;

/**
 * One thread and its operations in order.
 *
 * <p>Shape: {@code onFault} counts for kind P only. {@code symmetry} numbers the groups of vCPUs that can be exchanged
 * without anybody noticing: columns with the same number, from 0, are interchangeable; -1 is alone.
 * {@code isOfSeveral}: it is written together with others, as {@code P[0..2]}.
 */
public record ColumnScript(
        ColumnId id, OnFault onFault, int symmetry, boolean isOfSeveral, List<Operation> operations) {
    public ColumnScript {
        operations = List.copyOf(operations);
    }
}
