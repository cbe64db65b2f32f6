package dev.seamstress.trace;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;

/** A sink that tells another one all that it is told; what it does besides, it does in the methods it overrides. */
public interface PassedOn extends TraceSink {
    /** Whom it tells. */
    TraceSink next();

    @Override
    default void delivered(int step, int from, int to, Message message) {
        next().delivered(step, from, to, message);
    }

    @Override
    default void sent(int step, int from, int to, Message message) {
        next().sent(step, from, to, message);
    }

    @Override
    default void event(int step, int actor, Event event, long a, long b, long c, long d) {
        next().event(step, actor, event, a, b, c, d);
    }

    @Override
    default boolean wantsStores() {
        return next().wantsStores();
    }

    @Override
    default void stored(int step, int actor, long word, long old, long next) {
        next().stored(step, actor, word, old, next);
    }

    @Override
    default void stepped(int step) {
        next().stepped(step);
    }
}
