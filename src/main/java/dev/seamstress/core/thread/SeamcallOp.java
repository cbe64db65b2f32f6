package dev.seamstress.core.thread;

import dev.seamstress.core.tdx.Leaf;

/** One raw SEAMCALL behind KVM's back, with its registers. */
public record SeamcallOp(Leaf leaf, long rcx, long rdx, long r8) implements ThreadOp {}
