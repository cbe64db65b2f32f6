package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.explore.Limits;
import dev.seamstress.explore.Walking;
import dev.seamstress.scenario.plan.ResolvedScenario;
import java.util.concurrent.Callable;

/** A cell, and how long it took. */
record TimedCell(Cell cell, long ns) {
    /** Explores one cell. Where all is too much nothing is walked: a table tells what is decided. */
    record Task(
            String file,
            ResolvedScenario scenario,
            KernelModel model,
            Limits limits,
            CellWatch watch,
            SearchOptions search)
            implements Callable<TimedCell> {
        private static final Walking NONE = new Walking(0, 1, 1);

        @Override
        public TimedCell call() {
            long start = CellWatch.now();
            Cell cell = Cell.explore(
                    file,
                    scenario,
                    model,
                    settings -> settings.withLimits(limits.withWatch(watch))
                            .withWalking(NONE)
                            .withTrust(search.trust()));
            return new TimedCell(cell, CellWatch.now() - start);
        }
    }
}
