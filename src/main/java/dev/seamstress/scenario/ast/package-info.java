/**
 * The scenario as it was written: an immutable tree whose node types are those of the JSON form.
 *
 * <p>The tree comes from the parser or from the JSON reader, and is complete: defaults stand in it. Two trees are equal
 * if they ask the same question; where a word stood in its file ({@link dev.seamstress.scenario.ast.At}) and how a
 * number was spelt take no part in it. Whether the words mean anything is decided later, by the resolver; a tree can
 * name an operation that does not exist.
 *
 * <p>Depends on: scenario.words. Start with {@link dev.seamstress.scenario.ast.Scenario}.
 */
package dev.seamstress.scenario.ast;
