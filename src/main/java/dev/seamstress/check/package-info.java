/**
 * What must hold: a scenario's claims over states and histories, and what any model must keep. A check looks at a
 * {@link dev.seamstress.world.WorldView} and never changes anything.
 *
 * <p>Depends on: {@code world}. Start with {@link dev.seamstress.check.ClaimChecker}.
 */
package dev.seamstress.check;
