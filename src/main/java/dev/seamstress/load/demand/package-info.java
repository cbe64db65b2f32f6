/**
 * The guest and the host of a load run: what each thread does next, and when.
 *
 * <p>Depends on: {@code core}, {@code load.job}, {@code load.random}. Start with
 * {@link dev.seamstress.load.demand.Workload}.
 */
package dev.seamstress.load.demand;
