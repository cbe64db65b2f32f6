/**
 * A run as text that people read: one form a file. {@code Columns} shows everything, a column a machine;
 * {@code RaceDiagram} draws what matters as a commit message draws a race, a column a thread; {@code FtraceLog} writes
 * it as tracefs would, with the kernel's tracepoints to the letter.
 *
 * <p>An export takes a {@link dev.seamstress.trace.Recording}, the names of the machines, and the caller's words for
 * numbers that stand for enums; the same input gives the same bytes on every machine. Text from outside is escaped, so
 * an export holds printable ASCII and line feeds, and colour only when it is asked for.
 *
 * <p>Depends on: {@code trace}, {@code core}. Start with {@link dev.seamstress.trace.export.Columns}.
 */
package dev.seamstress.trace.export;
