package dev.seamstress.check;

import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.ColumnState;
import dev.seamstress.world.WorldView;
import java.util.Optional;

/** A state in which nothing can happen any more, and a column is neither done nor stopped. */
public final class Deadlock {
    private Deadlock() {}

    /** The first column that is stuck. Requires: no message is on its way. */
    public static Optional<ColumnId> stuck(ResolvedScenario scenario, WorldView view) {
        return scenario.columns().stream()
                .map(ColumnScript::id)
                .filter(column -> view.column(column) == ColumnState.RUNNING)
                .findFirst();
    }
}
