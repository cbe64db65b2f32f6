/**
 * A load run as a whole: its world, its replications, and what they say together.
 *
 * <p>Depends on: all of {@code load}. Start with {@link dev.seamstress.load.run.Replications}.
 */
package dev.seamstress.load.run;
