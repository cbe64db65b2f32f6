package dev.seamstress.core.thread;

/** The VM's files are closed, the last of them ends the VM. */
public record DestroyOp() implements ThreadOp {}
