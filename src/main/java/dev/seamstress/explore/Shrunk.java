package dev.seamstress.explore;

import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.reduce.ScenarioSize;

/**
 * A counterexample of which nothing can be left out.
 *
 * @param scenario the smaller scenario, which says by itself under which kernel it breaks which rule
 * @param text its canonical text
 * @param resolved the same, resolved
 * @param finding the same rule, by the name that it has in {@code scenario}, with a schedule of it
 * @param removed what the scenario had more before
 * @param deliveriesBefore the length of the schedule that there was before
 * @param isMinimal whether nothing is left that could be taken; if not, a bound was met before all was tried
 * @param isShortest whether no schedule of {@code scenario} that breaks the rule is shorter; if not, a bound was met
 */
public record Shrunk(
        Scenario scenario,
        String text,
        ResolvedScenario resolved,
        Finding finding,
        ScenarioSize removed,
        int deliveriesBefore,
        boolean isMinimal,
        boolean isShortest) {}
