package dev.seamstress.core.machine;

/**
 * What one machine tells another: an immutable record, or a constant.
 *
 * <p>Shape: components are {@code long}, {@code int}, {@code boolean}, an enum, or a {@link Grant}; a test reflects
 * over every family. Sender and receiver travel beside it, in the channel.
 */
public interface Message {
    /**
     * A hash of kind and components, equal on every machine and in every JVM. Two messages with different meaning must
     * differ in it, as equal states are merged by it; {@code hashCode()} will not do, for enums hash by identity.
     */
    long content();

    /**
     * As {@link #content}, but the id of {@code machine}, and the number of its {@code vcpu}, are each
     * {@link Blocks#SELF}: equal for two threads that can be exchanged if the messages are, but for who they are. For a
     * message from or to that machine.
     */
    default long contentFor(int machine, int vcpu) {
        return content();
    }

    /**
     * True if nobody can tell when the message arrives: whatever else happens before it arrives can happen after it,
     * with the same effects, but for what its receiver tells others. A search that wants to see every state that a
     * thread can be in, rather than every moment, lets it arrive at once. No rule may ask whether it is on its way.
     */
    default boolean isPrompt() {
        return false;
    }

    /** True if its receiver knows whether it matters when the message arrives: see {@link Machine#moment}. */
    default boolean isUpToReceiver() {
        return false;
    }
}
