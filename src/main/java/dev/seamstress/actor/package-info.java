/**
 * Driver 2: the machines as Apache Pekko Typed actors, one thin shell each.
 *
 * <p>The {@link dev.seamstress.actor.SteppedDriver} delivers on one thread in an order that a strategy chooses, so that
 * a seed or a schedule repeats a run; it makes the same choices as the engine, and a test compares the two. The
 * {@link dev.seamstress.actor.LiveDriver} lets the same actors really run at once. The shells are the same in both:
 * what differs is the dispatcher, the scheduler and the memory under them.
 *
 * <p>Stepped mode stands on classes that are internal to Pekko ({@code dispatch.Mailbox}, {@code actor.ActorCell}):
 * Pekko is pinned, and nothing outside this package sees it.
 *
 * <p>Depends on: {@code core.machine}, {@code sched}, {@code trace}, Pekko. Start with
 * {@link dev.seamstress.actor.Shell}.
 */
package dev.seamstress.actor;
