/**
 * The invariants of the model: rules that every state and every step of every scenario must keep, each with a name and
 * a source. A rule looks at what a step touched, not at the world.
 *
 * <p>A verdict depends on a state, on a step from one state to the next, or on
 * {@link dev.seamstress.check.invariant.Monitors}, the little history that some rules need and that a search must make
 * a part of its states. Rules themselves remember nothing.
 *
 * <p>Depends on: {@code check}, {@code world}. Start with {@link dev.seamstress.check.invariant.InvariantChecker}; the
 * rules are listed in {@link dev.seamstress.check.invariant.Invariants}.
 */
package dev.seamstress.check.invariant;
