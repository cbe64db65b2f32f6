package dev.seamstress.core.machine;

/**
 * A kind of shared word, and who may touch it how. Every accessor of the class keeps its rule; drivers check each
 * access.
 *
 * <p>Shape: {@code guard} is the lock's number where the rule has one, the machine's id for {@link Rule#OWNER}, else
 * -1; {@code fill} is the value of a word never written.
 */
public record WordClass(String name, Rule rule, int guard, long fill) {
    /** Who may touch a word, and when an access is not racy. */
    public enum Rule {
        /** Some accessor holds no lock: every access is racy, also under a lock. */
        LOCKLESS(false),
        /** All hold the guard, but holders for read also write: only an exclusive holder is alone. */
        LOCK_SHARED_WRITERS(false),
        /** All hold the guard, and writers hold it exclusively: a reader under the lock sees no change. */
        LOCK_EXCLUSIVE_WRITERS(false),
        /**
         * Writers hold the guard in either mode, readers may hold nothing. Nobody writes while an exclusive holder
         * reads; what it stores may be read in the middle of everything.
         */
        OPEN_SHARED_WRITERS(true),
        /** Writers hold the guard exclusively, readers may hold nothing: a reader under the lock sees no change. */
        OPEN_EXCLUSIVE_WRITERS(true),
        /** One machine's own. */
        OWNER(false);

        private final boolean isOpen;

        Rule(boolean isOpen) {
            this.isOpen = isOpen;
        }

        /** True if readers may hold nothing, so that every store is racy. */
        public boolean isOpen() {
            return isOpen;
        }
    }

    public static WordClass lockless(String name, long fill) {
        return new WordClass(name, Rule.LOCKLESS, -1, fill);
    }

    public static WordClass guarded(String name, Rule rule, int lock, long fill) {
        return new WordClass(name, rule, lock, fill);
    }

    public static WordClass owned(String name, int machine, long fill) {
        return new WordClass(name, Rule.OWNER, machine, fill);
    }

    /**
     * Requires that {@code machine} may make a racy access to a word of this class.
     *
     * <p>Errors: {@link ModelBug} if it lacks the guard or is not the owner.
     */
    void requireRacy(Machine machine, long word) {
        switch (rule) {
            case LOCKLESS, OPEN_SHARED_WRITERS, OPEN_EXCLUSIVE_WRITERS -> {}
            case LOCK_SHARED_WRITERS, LOCK_EXCLUSIVE_WRITERS -> {
                if (!holds(machine, Grant.Mode.READ) && !holds(machine, Grant.Mode.WRITE)) {
                    throw broken(machine, word, "without its guard");
                }
            }
            case OWNER -> throw broken(machine, word, "as if it were shared");
        }
    }

    /** As {@link #requireRacy}, for a store: where readers rely on the lock, a writer holds it exclusively. */
    void requireRacyStore(Machine machine, long word) {
        requireRacy(machine, word);
        switch (rule) {
            case LOCKLESS, LOCK_SHARED_WRITERS, OWNER -> {}
            case OPEN_SHARED_WRITERS -> {
                if (!holds(machine, Grant.Mode.READ) && !holds(machine, Grant.Mode.WRITE)) {
                    throw broken(machine, word, "for writing, without its guard");
                }
            }
            case LOCK_EXCLUSIVE_WRITERS, OPEN_EXCLUSIVE_WRITERS -> {
                if (!holds(machine, Grant.Mode.WRITE)) {
                    throw broken(machine, word, "for writing, while others may be reading it");
                }
            }
        }
    }

    /** Requires that {@code held} makes a read of a word of this class not racy. Errors: {@link ModelBug}. */
    void requireStableRead(Machine machine, Grant held, long word) {
        boolean isStable = switch (rule) {
            case LOCKLESS, OWNER -> false;
            case LOCK_SHARED_WRITERS, OPEN_SHARED_WRITERS -> held.isExclusive();
            case LOCK_EXCLUSIVE_WRITERS, OPEN_EXCLUSIVE_WRITERS -> true;
        };
        if (!isStable || held.lock() != guard || !holds(machine, held.mode())) {
            throw broken(machine, word, "with a false claim of " + held);
        }
    }

    /** Requires that {@code held} makes a store to a word of this class exclusive. Errors: {@link ModelBug}. */
    void requireExclusive(Machine machine, Grant held, long word) {
        if (!held.isExclusive() || rule.isOpen()) {
            throw broken(machine, word, "with a false claim of " + held);
        }
        requireStableRead(machine, held, word);
    }

    /** Requires that the word is {@code machine}'s own. Errors: {@link ModelBug}. */
    void requireOwner(Machine machine, long word) {
        if (rule != Rule.OWNER || guard != machine.id()) {
            throw broken(machine, word, "as if it were its own");
        }
    }

    private boolean holds(Machine machine, Grant.Mode mode) {
        return machine instanceof KernelThread thread && thread.held().has(guard, mode);
    }

    private ModelBug broken(Machine machine, long word, String how) {
        return new ModelBug(machine + " touches " + name + " word 0x" + Long.toHexString(word) + " " + how);
    }
}
