/**
 * The words of the scenario language: columns, operations with their parameters and results, events, state terms and
 * their values, all lower case and one flat set, plus the interface by which a caller names its models and mutations.
 *
 * <p>Depends on: the JDK alone. A new operation or event is a new enum constant here; the grammar stays as it is. Start
 * with {@link dev.seamstress.scenario.words.Vocabulary}.
 */
package dev.seamstress.scenario.words;
