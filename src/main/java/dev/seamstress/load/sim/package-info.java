/**
 * The driver of a load run: the machines of every other run as discrete events in virtual time.
 *
 * <p>A step of a thread takes place at an instant; what it costs passes after it, and the thread goes on, or what it
 * has sent is sent, when that has passed. Nothing is taken back and nothing is checked but by the machines themselves,
 * so there is no journal and no fingerprint.
 *
 * <p>Depends on: {@code core}. Start with {@link dev.seamstress.load.sim.Simulation}.
 */
package dev.seamstress.load.sim;
