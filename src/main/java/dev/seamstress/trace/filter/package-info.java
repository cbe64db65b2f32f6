/**
 * Which steps of a run somebody wants to see: those about certain pages, those of certain actors.
 *
 * <p>Depends on: {@code core}, {@code trace}. Start with {@link dev.seamstress.trace.filter.ShownSteps}.
 */
package dev.seamstress.trace.filter;
