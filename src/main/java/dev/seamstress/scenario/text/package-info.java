/**
 * The forms of a tree: canonical text with comments, JSON and back, and the hash that names the question.
 *
 * <p>Depends on: scenario.ast, scenario.words, scenario.problem, the layout and comments of scenario.parse,
 * jackson-core. Start with {@link dev.seamstress.scenario.text.Fmt}.
 */
package dev.seamstress.scenario.text;
