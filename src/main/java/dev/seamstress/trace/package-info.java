/**
 * What a run tells: sinks for deliveries and events, a digest that two runs can be compared by, and a recording that
 * exports are made from.
 *
 * <p>Depends on: {@code core}. Start with {@link dev.seamstress.trace.TraceSink}.
 */
package dev.seamstress.trace;
