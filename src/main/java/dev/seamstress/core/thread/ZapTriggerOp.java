package dev.seamstress.core.thread;

/** Something happens for which KVM throws translations away in other VMs. */
public record ZapTriggerOp(ZapTrigger trigger) implements ThreadOp {}
