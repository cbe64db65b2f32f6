/**
 * KVM's page tables for a guest: entry values, table pages and where they are stored, roles, roots, the iterator.
 * Values and pure functions; who changes an entry when is the business of {@code core.mmu}.
 *
 * <p>Depends on: {@code core.machine}, {@code core.addr}. Start with {@link dev.seamstress.core.ept.Spte}.
 */
package dev.seamstress.core.ept;
