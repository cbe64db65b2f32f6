/**
 * Addresses as KVM speaks of them: guest frame numbers, guest physical addresses, host frames, page-table levels.
 *
 * <p>Depends on: the JDK alone. Start with {@link dev.seamstress.core.addr.Gfn}.
 */
package dev.seamstress.core.addr;
