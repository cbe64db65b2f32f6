package dev.seamstress.core.machine;

/** Whether it matters when a message arrives, as its receiver is now. */
public enum Moment {
    /** It may. */
    ANY,
    /**
     * It does not: whatever else happens before it arrives can happen after it, with the same effects. A search that
     * wants to see every state that a thread can be in lets it arrive at once.
     */
    AT_ONCE,
    /**
     * The receiver would only keep it for later, in silence, and look at it in no step that it makes until it is asked
     * anew; until then the message may as well be on its way. Such a search does not let it arrive now.
     */
    LATER
}
