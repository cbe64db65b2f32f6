package dev.seamstress.core.machine;

/**
 * Evidence that a lock is held: what a function that needs the lock asks for. Only the lock's owner makes one.
 *
 * <p>Shape: {@code lock} is the lock's number in its world, 0 to 31; {@code holder} the thread's id.
 */
public record Grant(int lock, Mode mode, int holder) {
    /** Shared or exclusive. */
    public enum Mode {
        READ,
        WRITE
    }

    public boolean isExclusive() {
        return mode == Mode.WRITE;
    }

    /** A hash of its components, for the messages that carry it. */
    public long content() {
        return Mix.mix(lock, mode.ordinal(), holder);
    }

    /** As {@link #content}; see {@link Message#contentFor}. */
    public long contentFor(int machine) {
        return Mix.mix(lock, mode.ordinal(), holder == machine ? Blocks.SELF : holder);
    }

    /** A message that brings a grant; the receiving thread holds the lock from the step on that it begins. */
    public interface Given extends Message {
        Grant grant();
    }
}
