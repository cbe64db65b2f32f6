package dev.seamstress.core.machine;

/** A message for toys, which says of itself what is wanted. */
public enum Letter implements Message {
    /** It may matter when it arrives. */
    PLAIN,
    /** {@link Message#isPrompt}. */
    PROMPT,
    /** {@link Message#isUpToReceiver}. */
    ASKING;

    @Override
    public long content() {
        return 1L + ordinal();
    }

    @Override
    public boolean isPrompt() {
        return this == PROMPT;
    }

    @Override
    public boolean isUpToReceiver() {
        return this == ASKING;
    }
}
