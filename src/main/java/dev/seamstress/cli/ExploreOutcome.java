package dev.seamstress.cli;

import dev.seamstress.explore.Exploration;
import dev.seamstress.explore.Finding;
import dev.seamstress.world.World;
import java.util.Optional;

/**
 * What came out for one scenario under one kernel.
 *
 * @param world of the exploration; its machines are in their first state
 * @param hasAllMoments whether also what nobody in the scenario can tell was told apart, as walks do in any case
 * @param finding what refutes the scenario, with the shortest schedule that was found
 * @param counterexample of it; empty if nothing is refuted, or if there is no schedule to show
 */
record ExploreOutcome(
        String file,
        World world,
        Exploration exploration,
        boolean hasAllMoments,
        Optional<Finding> finding,
        Optional<Counterexample> counterexample,
        Expectation expectation) {
    ExitCode exitCode(boolean isStrict) {
        boolean isOpen = exploration.verdict() == Exploration.Verdict.NOT_FOUND && !expectation.isMet(exploration);
        return isStrict && isOpen ? ExitCode.INCONCLUSIVE : expectation.exitCode(exploration);
    }
}
