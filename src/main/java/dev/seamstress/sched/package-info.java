/**
 * Choices: which message is delivered next. A strategy makes them, a schedule is the list of those made.
 *
 * <p>A choice is the head of a (sender, receiver) channel, never a mailbox: Pekko promises order within such a pair and
 * nothing between pairs. Choices are pairs of ids, never places among what was enabled, so that a schedule still means
 * the same when the model grows.
 *
 * <p>A schedule file is a scenario, a schedule of it, and what each step showed, so that a replay can tell where it is
 * no longer the same run.
 *
 * <p>Depends on: the JDK alone. Start with {@link dev.seamstress.sched.Schedule}.
 */
package dev.seamstress.sched;
