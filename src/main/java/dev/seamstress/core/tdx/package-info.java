/**
 * The TDX module: the secure EPT, the PAMT, the TD epoch, and the locks that never wait. It alone updates the private
 * page table; KVM and the guest ask it by message.
 *
 * <p>Depends on: {@code core.machine}, {@code core.model}. Start with {@link dev.seamstress.core.tdx.Tdx}, the
 * messages.
 */
package dev.seamstress.core.tdx;
