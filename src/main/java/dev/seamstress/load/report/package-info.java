/**
 * A load result as charts, and as a page for a browser: what limits it, how long things took, over time and all in all.
 *
 * <p>Depends on: {@code load.run}, {@code load.metrics}, {@code trace.html}. Start with
 * {@link dev.seamstress.load.report.Report}.
 */
package dev.seamstress.load.report;
