package dev.seamstress.core.thread;

import dev.seamstress.core.mmu.KvmSetMemoryRegion.Change;

/**
 * KVM_SET_USER_MEMORY_REGION2: userspace changes the memslot that it calls {@code id}; {@code place}: the index of the
 * one that it is to be.
 */
public record MemslotOp(Change change, int id, int place) implements ThreadOp {}
