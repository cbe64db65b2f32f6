package dev.seamstress.explore;

import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.plan.ResolvedScenario;

/**
 * A scenario in which a rule is broken.
 *
 * @param kept the place of the claim that is broken, or {@link dev.seamstress.scenario.reduce.Reductions#NO_CLAIM}
 * @param finding the rule, by the name that it has here, and a schedule
 * @param trap for a livelock: the states of the trap that the schedule leads into; null if that is not known
 */
record Trial(Scenario scenario, int kept, ResolvedScenario resolved, Finding finding, StateTable trap) {}
