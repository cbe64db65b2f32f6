/**
 * What is wrong with a scenario, and how it is shown: place, message, the source line with carets, a note, a hint.
 *
 * <p>Depends on: scenario.ast. Start with {@link dev.seamstress.scenario.problem.Problems}.
 */
package dev.seamstress.scenario.problem;
