package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a thread that runs no script and the machine that feeds it tell each other.
 *
 * <p>Source: none; this is the load's, not KVM's.
 */
public sealed interface Feed extends Message {
    /** The thread wants its next operation. {@code result}: an {@link OpResult} of the last, or -1 at the start. */
    record Next(int result) implements Feed {
        private static final long TAG = Mix.tag("FeedNext");
        private static final List<Next> ALL = IntStream.range(-1, OpResult.values().length)
                .mapToObj(Next::new)
                .toList();

        /** The one such message. */
        static Next of(int result) {
            return ALL.get(result + 1);
        }

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
