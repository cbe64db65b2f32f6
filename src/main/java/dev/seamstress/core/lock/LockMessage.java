package dev.seamstress.core.lock;

import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a thread and the owner of a lock tell each other. */
public sealed interface LockMessage extends Message {
    /** A thread wants the lock. */
    record Request(int lock, Grant.Mode mode) implements LockMessage {
        private static final long TAG = Mix.tag("LockRequest");
        private static final Request[] ALL = all(Request::new).toArray(Request[]::new);

        /** The one such message. */
        static Request of(int lock, Grant.Mode mode) {
            return ALL[lock << 1 | mode.ordinal()];
        }

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

        @Override
        public long contentFor(int machine, int vcpu) {
            return Mix.mix(TAG, grant.contentFor(machine));
        }
    }

    /**
     * The lock was given back, in the step that sent this; others may be served now.
     *
     * <p>It is prompt. A lock that was given back and is not given on yet is, to all threads, one that is free and that
     * nobody has asked for in time: who waits could as well have asked later. The owner serves in the order in which it
     * was asked, so asking later changes nothing else, and nobody sees the queue.
     */
    record Released(int lock, Grant.Mode mode) implements LockMessage {
        private static final long TAG = Mix.tag("LockReleased");
        private static final Released[] ALL = all(Released::new).toArray(Released[]::new);

        /** The one such message. */
        static Released of(int lock, Grant.Mode mode) {
            return ALL[lock << 1 | mode.ordinal()];
        }

        @Override
        public long content() {
            return Mix.mix(TAG, lock, mode.ordinal());
        }

        @Override
        public boolean isPrompt() {
            return true;
        }
    }

    /** One message for each lock and mode: they are told so often that they are made once. */
    private static <M> Stream<M> all(BiFunction<Integer, Grant.Mode, M> maker) {
        return IntStream.range(0, KernelLock.MOST)
                .boxed()
                .flatMap(lock -> Arrays.stream(Grant.Mode.values()).map(mode -> maker.apply(lock, mode)));
    }
}
