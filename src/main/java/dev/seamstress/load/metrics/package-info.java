/**
 * What is measured in a load run: how long things take, who waits for what, and how busy what is.
 *
 * <p>Depends on: {@code core}, {@code load.sim}, {@code load.demand}. Start with
 * {@link dev.seamstress.load.metrics.Meter}.
 */
package dev.seamstress.load.metrics;
