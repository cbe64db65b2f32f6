package dev.seamstress.core.thread;

import dev.seamstress.core.addr.GfnRange;

/** Memory becomes private or shared: in a VMM's column KVM_SET_MEMORY_ATTRIBUTES, in a vCPU's the guest's MapGPA. */
public record ConvertOp(GfnRange range, GuestOp.Side to) implements ThreadOp {}
