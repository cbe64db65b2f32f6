package dev.seamstress.core.thread;

import dev.seamstress.core.addr.GfnRange;

/** Something done to the guest_memfd file. {@code range} is null for what is done to the whole of it. */
public record GmemOp(Kind kind, GfnRange range) implements ThreadOp {
    /** What. */
    public enum Kind {
        /** A hole is punched. */
        PUNCH,
        /** It is closed for the last time. */
        RELEASE,
        /** The memory behind the range's one page fails. */
        POISON,
        /** The host touches its own mapping of it. */
        HOSTTOUCH
    }
}
