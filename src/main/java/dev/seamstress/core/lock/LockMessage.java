package dev.seamstress.core.lock;

import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/** What a thread and the owner of a lock tell each other. */
public sealed interface LockMessage extends Message {
    /** A thread wants the lock. */
    record Request(int lock, Grant.Mode mode) implements LockMessage {
        private static final long TAG = Mix.tag("LockRequest");

        @Override
        public long content() {
            return Mix.mix(TAG, lock, mode.ordinal());
        }
    }

    /** The lock is the receiver's. */
    record Granted(Grant grant) implements LockMessage, Grant.Given {
        private static final long TAG = Mix.tag("LockGranted");

        @Override
        public long content() {
            return Mix.mix(TAG, grant.content());
        }
    }

    /** The lock was given back, in the step that sent this; others may be served now. */
    record Released(int lock, Grant.Mode mode) implements LockMessage {
        private static final long TAG = Mix.tag("LockReleased");

        @Override
        public long content() {
            return Mix.mix(TAG, lock, mode.ordinal());
        }
    }
}
