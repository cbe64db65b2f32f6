/**
 * Forms that are made from an event log alone, one format a file.
 *
 * <p>Depends on: {@code trace.log}. Each is a {@link dev.seamstress.trace.log.LogSink}.
 */
package dev.seamstress.trace.convert;
