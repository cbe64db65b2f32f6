package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/** What a thread that allocates a root and the {@link Mmu} tell each other; the thread holds mmu_lock for read. */
public sealed interface RootMessage extends Message {
    /** A page for a root of that role is offered: take tdp_mmu_pages_lock, look again, insert it or find another. */
    record Insert(long role) implements RootMessage {
        private static final long TAG = Mix.tag("RootInsert");

        @Override
        public long content() {
            return Mix.mix(TAG, role);
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
