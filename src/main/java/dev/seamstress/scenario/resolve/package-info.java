/**
 * From the tree to the resolved scenario: every check that needs the meaning of a word.
 *
 * <p>A piece that is wrong is reported once and left out, and what depends on it stays silent. Nothing here throws for
 * a wrong scenario; {@code Unresolved} is caught where its piece ends.
 *
 * <p>Depends on: scenario.ast, scenario.words, scenario.problem, scenario.plan, scenario.text, and the limits and
 * damage of scenario.parse. Start with {@link dev.seamstress.scenario.resolve.Resolver}.
 */
package dev.seamstress.scenario.resolve;
