/**
 * Searches over all schedules of a scenario.
 *
 * <p>Depends on: {@code engine}. Start with {@link dev.seamstress.explore.Exhaustive}.
 */
package dev.seamstress.explore;
