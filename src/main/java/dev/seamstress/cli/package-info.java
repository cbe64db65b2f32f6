/**
 * The commands: options in, wiring, results out.
 *
 * <p>Depends on: everything. Start with {@link dev.seamstress.cli.Main}.
 */
package dev.seamstress.cli;
