package dev.seamstress.core.thread;

import dev.seamstress.core.tdx.Leaf;

/** One raw SEAMCALL behind KVM's back, with its registers. */
public record SeamcallOp(Leaf leaf, long rcx, long rdx, long r8, long r9) implements ThreadOp {
    /** With nothing in R9, which only TDH.VP.CREATE of these looks at. */
    public SeamcallOp(Leaf leaf, long rcx, long rdx, long r8) {
        this(leaf, rcx, rdx, r8, 0);
    }
}
