/**
 * What several load runs say together: how throughput scales, in what two jobs differ, and what a trace says of costs.
 *
 * <p>Depends on: {@code load.run}, {@code load.job}, {@code load.random}. Start with
 * {@link dev.seamstress.load.stats.Scaling} and {@link dev.seamstress.load.stats.PairedDifference}.
 */
package dev.seamstress.load.stats;
