package dev.seamstress.actor;

import java.util.ArrayDeque;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.UnboundedMessageQueueSemantics;
import org.apache.pekko.event.LoggerMessageQueueSemantics;

/**
 * A stepped actor's queue. A shell's holds only the message of the current step, for its others wait in the channels;
 * that of another actor (guardians, loggers) is a plain queue.
 */
final class Inbox implements MessageQueue, UnboundedMessageQueueSemantics, LoggerMessageQueueSemantics {
    private static final int NOBODY = -1;

    private int machine = NOBODY;
    private Envelope current;
    private ArrayDeque<Envelope> waiting;

    /** Makes it the inbox of the machine with this id. */
    void bind(int id) {
        machine = id;
    }

    boolean isBound() {
        return machine != NOBODY;
    }

    int machine() {
        return machine;
    }

    /** What the actor's mailbox processes next. */
    void put(Envelope envelope) {
        current = envelope;
    }

    @Override
    public void enqueue(ActorRef receiver, Envelope envelope) {
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.add(envelope);
    }

    @Override
    public Envelope dequeue() {
        Envelope next = current;
        if (next != null) {
            current = null;
            return next;
        }
        return waiting == null ? null : waiting.poll();
    }

    @Override
    public int numberOfMessages() {
        return (current == null ? 0 : 1) + (waiting == null ? 0 : waiting.size());
    }

    @Override
    public boolean hasMessages() {
        return current != null || (waiting != null && !waiting.isEmpty());
    }

    @Override
    public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
        current = null;
        waiting = null;
    }
}
