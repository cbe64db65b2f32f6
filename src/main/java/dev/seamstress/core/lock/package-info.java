/**
 * Locks as values and queues: what a thread asks for, what an owner grants, and in which order.
 *
 * <p>Depends on: {@code core.machine}. Start with {@link dev.seamstress.core.lock.RwLock}, the thread's side;
 * {@link dev.seamstress.core.lock.RwLockQueue} is the owner's.
 */
package dev.seamstress.core.lock;
