/**
 * A run for Perfetto: packets of protobuf, written by hand.
 *
 * <p>Depends on: {@code core}, {@code trace.log}. Start with {@link dev.seamstress.trace.perfetto.PerfettoTrace}.
 */
package dev.seamstress.trace.perfetto;
