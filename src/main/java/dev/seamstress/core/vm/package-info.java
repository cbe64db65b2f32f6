/**
 * A VM without its page tables: memslots, attributes, host pages, and the words that KVM keeps for the VM and for each
 * vCPU.
 *
 * <p>These classes say where a word is and what it means; procedures read and write it. Words that no machine of a
 * scenario writes lie on pages that a world can freeze.
 *
 * <p>Depends on: {@code core.ept}. Start with {@link dev.seamstress.core.vm.VmWords}.
 */
package dev.seamstress.core.vm;
