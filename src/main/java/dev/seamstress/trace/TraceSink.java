package dev.seamstress.trace;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Step;

/**
 * Takes what a driver tells, in the order in which it happens.
 *
 * <p>Shape: steps count from 0; step {@code n} is the n-th delivery, and its events follow it.
 */
public interface TraceSink {
    /** A message is delivered: step {@code step} begins. */
    void delivered(int step, int from, int to, Message message);

    /** A message is sent in step {@code step}. */
    default void sent(int step, int from, int to, Message message) {}

    /** Something happened in step {@code step}, at machine {@code actor}. */
    void event(int step, int actor, Event event, long a, long b, long c, long d);

    /** True if {@link #stored} shall be called; asked once, when a run begins. */
    default boolean wantsStores() {
        return false;
    }

    /** In step {@code step} machine {@code actor} has stored {@code next} where {@code old} was; maybe the same. */
    default void stored(int step, int actor, long word, long old, long next) {}

    /** True if {@link #ran} shall be called; asked once, when a run begins. */
    default boolean wantsRan() {
        return false;
    }

    /** A thread has made a step of a procedure: one of several, as a rule, in a step of the run. */
    default void ran(Step step) {}

    /** Step {@code step} is over: shared words and machines are at rest until the next one. */
    default void stepped(int step) {}

    /** A sink that forgets everything. */
    TraceSink NONE = new TraceSink() {
        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {}
    };
}
