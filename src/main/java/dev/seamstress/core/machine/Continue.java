package dev.seamstress.core.machine;

/** A thread's message to itself: the point where others may run before its next step. */
public enum Continue implements Message {
    CONTINUE;

    private static final long CONTENT = Mix.tag("Continue");

    @Override
    public long content() {
        return CONTENT;
    }
}
