package dev.seamstress.core.thread;

import dev.seamstress.core.addr.GfnRange;

/** A procedure that changes the host's own mapping between the two halves of an MMU notifier; for those who look. */
public interface NotifierSpan {
    /** The gfns about which KVM has been told that they change, and not yet that they have; null if there are none. */
    GfnRange told();
}
