/**
 * From a scenario to machines and shared words: the first state, completed to the smallest consistent one, and a view
 * of every later one.
 *
 * <p>Depends on: {@code core}, {@code scenario}. Start with {@link dev.seamstress.world.World}.
 */
package dev.seamstress.world;
