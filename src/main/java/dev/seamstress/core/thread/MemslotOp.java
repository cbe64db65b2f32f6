package dev.seamstress.core.thread;

/** KVM_SET_USER_MEMORY_REGION: userspace deletes the memslot that it calls {@code id}. */
public record MemslotOp(int id) implements ThreadOp {}
