package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/**
 * What a thread that runs no script and the machine that feeds it tell each other.
 *
 * <p>Source: none; this is the load's, not KVM's.
 */
public sealed interface Feed extends Message {
    /** The thread wants its next operation. {@code result}: an {@link OpResult} of the last, or -1 at the start. */
    record Next(int result) implements Feed {
        private static final long TAG = Mix.tag("FeedNext");

        @Override
        public long content() {
            return Mix.mix(TAG, result);
        }
    }

    /** Operation {@code number} of the receiver is due. */
    record Offer(int number) implements Feed {
        private static final long TAG = Mix.tag("FeedOffer");

        @Override
        public long content() {
            return Mix.mix(TAG, number);
        }
    }
}
