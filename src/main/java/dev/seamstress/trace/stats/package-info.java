/**
 * How often and how long, from an event log.
 *
 * <p>Depends on: {@code trace.log}, HdrHistogram. Start with {@link dev.seamstress.trace.stats.RunStats}.
 */
package dev.seamstress.trace.stats;
