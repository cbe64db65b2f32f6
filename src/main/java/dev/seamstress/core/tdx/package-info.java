/**
 * The TDX module: the secure EPT, the PAMT, the TD epoch, and the locks that never wait. It alone updates the private
 * page table; KVM and the guest ask it by message ({@link dev.seamstress.core.tdx.Tdx}).
 *
 * <p>{@link dev.seamstress.core.tdx.TdxModule} is the machine, and its table of leaves; a leaf is one file. A leaf
 * checks, takes its locks, and returns to the driver; a later delivery commits and lets go. All state is in pages of
 * shared memory that the machine owns ({@link dev.seamstress.core.tdx.TdxMemory}), but for one word that vCPUs also
 * change ({@link dev.seamstress.core.tdx.Residence}). {@link dev.seamstress.core.tdx.TdxInitials} makes a TD's first
 * words, {@link dev.seamstress.core.tdx.TdxView} reads the present ones.
 *
 * <p>To add a leaf: a constant of {@link dev.seamstress.core.tdx.Leaf}, a file, a row in the module's table, and its
 * cost.
 *
 * <p>Depends on: {@code core.machine}, {@code core.model}. Start with {@link dev.seamstress.core.tdx.Tdx}.
 */
package dev.seamstress.core.tdx;
