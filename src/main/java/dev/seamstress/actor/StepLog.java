package dev.seamstress.actor;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;

/**
 * What a shell tells its driver while it takes a message. Stepped, all shells share one; live, each has its own.
 *
 * <p>Shape: {@link #delivered}, then sends and events, then one of {@link #departing} and {@link #crashed}.
 */
interface StepLog {
    void delivered(int from, Machine to, Message message);

    void sent(int from, int to, Message message);

    void event(int actor, Event event, long a, long b, long c, long d);

    /** True if {@link #stored} shall be called; asked when a shell is made. */
    default boolean wantsStores() {
        return false;
    }

    /** The machine has stored {@code next} where {@code old} was. */
    default void stored(int actor, long word, long old, long next) {}

    /** The step is over, but for its {@code count} messages, which leave right after this. */
    void departing(int count);

    /** The step failed; none of its messages leave, and the actor stops. */
    void crashed(Machine machine, Message message, Throwable error);

    /** Something acted for {@code machine} outside its steps; may come at any time, from any thread. */
    void intruded(Machine machine, ModelBug bug);
}
