/**
 * The event log: everything that a run told, one entry a line, and the way back from the file.
 *
 * <p>Depends on: {@code core}, {@code trace}, {@code trace.export} for words; jackson-core for JSON. Start with
 * {@link dev.seamstress.trace.log.LogEntry}; {@link dev.seamstress.trace.log.LogMaker} makes entries of a run,
 * {@link dev.seamstress.trace.log.LogWriter} and {@link dev.seamstress.trace.log.LogReader} are the file. Every picture
 * of a run is a {@link dev.seamstress.trace.log.LogSink}.
 */
package dev.seamstress.trace.log;
