package dev.seamstress.core.machine;

/**
 * One walk over a machine's state. Saving, loading, hashing and printing are four implementations of it, and a machine
 * lists its fields once, so the four cannot disagree.
 *
 * <p>Each method takes a field's value and returns the value that the field shall have: {@code gfn = f.word("gfn",
 * gfn)}. Saving returns what it was given, loading what was saved.
 */
public interface Fields {
    /** A plain word. */
    long word(String name, long value);

    /** An {@code int} that counts, indexes or enumerates. */
    default int count(String name, int value) {
        return (int) word(name, value);
    }

    default boolean flag(String name, boolean value) {
        return word(name, value ? 1 : 0) != 0;
    }

    /** A constant of an enum; null is allowed and has its own value. */
    default <E extends Enum<E>> E constant(String name, E value, E[] values) {
        int ordinal = count(name, value == null ? -1 : value.ordinal());
        return ordinal < 0 ? null : values[ordinal];
    }

    /** The id of a machine. With {@link #token} the only kind of word that an exchange of vCPUs changes. */
    default int machine(String name, int id) {
        return (int) word(name, id);
    }

    /** A {@link Token}, or zero. */
    default long token(String name, long value) {
        return word(name, value);
    }

    /**
     * A word that is restored by undo but is not part of the state: statistics, and counts that the future does not
     * depend on. Whoever uses it must be able to say why two states that differ only here behave alike.
     */
    long unhashed(String name, long value);

    /**
     * A value that counts only in comparison with what shared word {@code reference} has now; see
     * {@link MemoryMap#compareFields}.
     */
    default long relative(String name, long value, long reference) {
        return word(name, value);
    }

    /**
     * A reference to an object whose own fields are listed right after it, or an immutable value. Only the reference is
     * saved; it adds nothing to the hash.
     */
    <T> T object(T reference);

    /**
     * A section begins: a reference to {@code owner}, and its fields. True if the walk knows them, and they are to be
     * left out.
     *
     * @param owner what has the fields now; null if the walk is to say
     * @param isUntouched nothing has changed them in the last step
     */
    default boolean isKept(Object owner, boolean isUntouched) {
        return false;
    }
}
