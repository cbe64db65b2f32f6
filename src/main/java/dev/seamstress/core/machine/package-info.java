/**
 * The form of everything that acts: machines that take one message and act through an effects object.
 *
 * <p>A {@link dev.seamstress.core.machine.Machine} is a thread or an owner. A thread is a
 * {@link dev.seamstress.core.machine.KernelThread}, a stack of {@link dev.seamstress.core.machine.Procedure}s, each one
 * kernel function. What a machine does to the world it does through {@link dev.seamstress.core.machine.Fx}: it sends
 * messages and touches words of shared memory. Whoever delivers the messages, the engine or Pekko, is a driver;
 * machines cannot tell which.
 *
 * <p>Three rules make a search over these machines sound, and drivers check them all:
 *
 * <ul>
 *   <li>All state of a machine is in its {@link dev.seamstress.core.machine.Fields}.
 *   <li>A step makes at most one racy access to shared memory, and its {@link dev.seamstress.core.machine.Step} says
 *       so.
 *   <li>A message is a record whose {@link dev.seamstress.core.machine.Message#content} covers every component.
 * </ul>
 *
 * <p>Depends on: {@code core.addr}. Start with {@link dev.seamstress.core.machine.Machine}.
 */
package dev.seamstress.core.machine;
