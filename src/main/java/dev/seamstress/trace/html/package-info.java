/**
 * A run as a page for a browser: one file that needs nothing else.
 *
 * <p>Depends on: {@code trace.log}; the page itself are the resources beside this package. Start with
 * {@link dev.seamstress.trace.html.HtmlPage}.
 */
package dev.seamstress.trace.html;
