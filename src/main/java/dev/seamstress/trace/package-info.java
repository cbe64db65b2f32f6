/**
 * What a run tells: sinks for deliveries and events, and a digest that two runs can be compared by.
 *
 * <p>Depends on: {@code core}. Start with {@link dev.seamstress.trace.TraceSink}.
 */
package dev.seamstress.trace;
