/**
 * Driver 1: one thread that owns every choice. It delivers messages, can take each step back, and knows a fingerprint
 * of the state it is in, so that a search can exhaust a scenario.
 *
 * <p>Machines do not journal. The engine copies the words of the machine that is about to step, hashes those that
 * differ after it, and plays the copy back to undo; shared words and channels journal themselves.
 *
 * <p>Depends on: {@code core}, {@code sched}, {@code trace}. Start with {@link dev.seamstress.engine.Engine}.
 */
package dev.seamstress.engine;
