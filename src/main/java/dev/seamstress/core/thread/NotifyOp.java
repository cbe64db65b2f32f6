package dev.seamstress.core.thread;

import dev.seamstress.core.addr.GfnRange;

/** The host changes its own mapping of guest memory, and tells KVM through an MMU notifier. */
public record NotifyOp(GfnRange range, Kind kind) implements ThreadOp {
    /** What the host does. */
    public enum Kind {
        /** The pages are dropped; the next touch gets new ones. */
        MADVISE,
        /** The mapping goes away. */
        MUNMAP,
        /** The contents move to new pages. */
        MIGRATE,
        /** The mapping's rights change. */
        PROTECT
    }
}
