package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;

/** Sees a run happen, in the order in which each machine does it. Times are virtual nanoseconds. */
public interface Observer {
    /** The delivery that comes next was due at {@code due}; its machine has time for it at {@code start}. */
    default void due(long due, long start) {}

    /** A message is about to be taken. */
    void delivered(long time, int from, int to, Message message);

    /** The machine that took a message has done what it does about it. */
    void done(long time, int machine);

    /**
     * Something happened at {@code machine}: from {@code time} on, and until {@code until} it cost the machine time.
     */
    void event(long time, long until, int machine, Event event, long a, long b, long c, long d);

    /** A machine stores into a word of its own something else than was there. */
    void owned(long time, int machine, long word, long old, long next);

    /** True if {@link #sent} and {@link #stored} shall be called; asked once, before the run. */
    default boolean wantsAll() {
        return false;
    }

    /** A message is on its way. */
    default void sent(int from, int to, Message message) {}

    /** A machine stores {@code next} into a word of everybody's, where {@code old} was; maybe the same. */
    default void stored(int machine, long word, long old, long next) {}
}
