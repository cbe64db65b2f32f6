/**
 * Smaller scenarios: each way to take one thing out of a scenario, for whoever looks for the smallest that still shows
 * something.
 *
 * <p>What comes out is a tree of which nobody knows whether it means anything; the resolver decides.
 *
 * <p>Depends on: scenario.ast. Start with {@link dev.seamstress.scenario.reduce.Reductions}.
 */
package dev.seamstress.scenario.reduce;
