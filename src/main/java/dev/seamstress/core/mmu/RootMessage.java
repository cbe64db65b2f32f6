package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/**
 * What a thread that allocates a root, or puts its last reference, and the {@link Mmu} tell each other; the thread
 * holds mmu_lock for read.
 */
public sealed interface RootMessage extends Message {
    /**
     * A page for a root of that role is offered: take tdp_mmu_pages_lock, look again, insert it or find another.
     * {@code invalid} has a bit for each root slot that the sender saw being thrown away. While it holds mmu_lock for
     * read no other root begins to be, and those that were inserted since are new.
     */
    record Insert(long role, long invalid) implements RootMessage {
        private static final long TAG = Mix.tag("RootInsert");

        @Override
        public long content() {
            return Mix.mix(TAG, role, invalid);
        }
    }

    /** The last reference to the root in that slot is put: take tdp_mmu_pages_lock, and the root off the list. */
    record Remove(int root) implements RootMessage {
        private static final long TAG = Mix.tag("RootRemove");

        @Override
        public long content() {
            return Mix.mix(TAG, root);
        }
    }

    /** The root is off the list. */
    enum Removed implements RootMessage {
        REMOVED;

        private final long content = Mix.tag("RootRemoved");

        @Override
        public long content() {
            return content;
        }
    }

    /** The receiver holds a reference to the root in that slot, its own or one found. */
    record Taken(int root) implements RootMessage {
        private static final long TAG = Mix.tag("RootTaken");

        @Override
        public long content() {
            return Mix.mix(TAG, root);
        }
    }
}
