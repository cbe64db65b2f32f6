package dev.seamstress.core.thread;

import dev.seamstress.core.addr.GfnRange;

/** KVM_PRE_FAULT_MEMORY through the vCPU of that number. */
public record PrefaultOp(GfnRange range, int via) implements ThreadOp {}
