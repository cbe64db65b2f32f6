package dev.seamstress.actor;

import dev.seamstress.core.machine.Message;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The messages that wait for the end of their step, in the order in which the machine sent them; reused. */
final class Outbox {
    private int[] targets = new int[4];
    private long[] delaysNs = new long[4];
    private Envelope[] envelopes = new Envelope[4];
    private int count;

    /** Adds a message from {@code from}'s channel; with {@code delayNs} of 0 it leaves as a plain tell. */
    void add(int from, int to, long delayNs, Message message) {
        if (count == targets.length) {
            targets = Arrays.copyOf(targets, 2 * count);
            delaysNs = Arrays.copyOf(delaysNs, 2 * count);
            envelopes = Arrays.copyOf(envelopes, 2 * count);
        }
        targets[count] = to;
        delaysNs[count] = delayNs;
        envelopes[count++] = new Envelope(from, message);
    }

    int count() {
        return count;
    }

    /** Sends all of them. */
    void depart(List<ActorRef<Envelope>> cast, ActorContext<Envelope> context) {
        for (int i = 0; i < count; i++) {
            ActorRef<Envelope> target = cast.get(targets[i]);
            if (delaysNs[i] == 0) {
                target.tell(envelopes[i]);
            } else {
                context.scheduleOnce(Duration.ofNanos(delaysNs[i]), target, envelopes[i]);
            }
        }
        clear();
    }

    /** Forgets all of them. */
    void clear() {
        Arrays.fill(envelopes, 0, count, null);
        count = 0;
    }
}
