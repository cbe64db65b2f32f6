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
}
