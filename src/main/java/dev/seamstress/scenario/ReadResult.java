package dev.seamstress.scenario;

import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.parse.Parsed;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.problem.Problems;
import java.util.Optional;

/**
 * What came of reading a scenario.
 *
 * <p>Shape: {@code resolved} is there if and only if {@code problems} is empty. {@code tree} is null when nothing could
 * be parsed; {@code parsed} is null for JSON and when the file could not be read.
 */
public record ReadResult(Optional<ResolvedScenario> resolved, Scenario tree, Parsed parsed, Problems problems) {
    /** Whether the scenario can be run. */
    public boolean isGood() {
        return resolved.isPresent();
    }

    /**
     * Whether the tree is whole and right, be all of it modelled or not; only then can it be formatted or written as
     * JSON.
     */
    public boolean isRight() {
        return tree != null && (problems.isEmpty() || problems.isOnlyNotModelled());
    }
}
