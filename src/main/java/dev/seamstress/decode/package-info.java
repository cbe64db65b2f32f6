/**
 * What 64-bit words of KVM and of the TDX module mean: status words, what a leaf returns beside them, entries of KVM's
 * page tables and of the secure EPT; and the lines of the kernel's log that hold such words.
 *
 * <p>Depends on: {@code core}, of which it takes every constant that the model has too, and {@code scenario} for saying
 * what is wrong where. Start with {@link dev.seamstress.decode.Decoder} and {@link dev.seamstress.decode.Log}.
 */
package dev.seamstress.decode;
