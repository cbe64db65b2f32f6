/**
 * Threads: a vCPU with its guest program, its exits and its entries.
 *
 * <p>A {@link dev.seamstress.core.thread.Vcpu} runs a {@link dev.seamstress.core.thread.Program}, the operations of one
 * column of a scenario. The guest's side is {@link dev.seamstress.core.thread.GuestAccess} and
 * {@link dev.seamstress.core.thread.GuestAccept}; when the guest exits they call
 * {@link dev.seamstress.core.thread.VcpuRun}, which handles the exit and enters again.
 *
 * <p>Depends on: {@code core.mmu}. Start with {@link dev.seamstress.core.thread.Vcpu}.
 */
package dev.seamstress.core.thread;
