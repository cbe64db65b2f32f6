package dev.seamstress.core.model;

import java.util.Optional;

/**
 * How a leaf of the TDX module takes a lock.
 *
 * <p>Source: tdx_locks.h; helpers.c, sept_lock_acquire_host() and sept_lock_acquire_guest().
 */
public enum LockMode {
    /** Not at all. */
    NONE("none"),
    /** With others that share it. */
    SHARED("sh"),
    /** Alone. */
    EXCLUSIVE("ex"),
    /** Alone; who is refused leaves the host's claim on the entry. */
    HOST("host"),
    /** Alone, and not against a claim of the host. */
    GUEST("guest");

    private final String word;

    LockMode(String word) {
        this.word = word;
    }

    /** The word in module files and in the names of modules. */
    public String word() {
        return word;
    }

    /** The mode of that word. */
    public static Optional<LockMode> named(String word) {
        for (LockMode mode : values()) {
            if (mode.word.equals(word)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
