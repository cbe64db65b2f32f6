package dev.seamstress.core.machine;

import java.util.function.IntConsumer;

/**
 * What remembers more of a run than the machines do, as the rules that look on do: a driver that takes steps back takes
 * this back, too.
 *
 * <p>What it lists with {@link Fields#unhashed} is a function of the state, or asked for by nobody; what a step does
 * may depend on it all the same, so whoever looks at it says so.
 */
public interface Companion extends Stateful {
    /** From now on {@code looks} is told each time one of the words that do not count is looked at: its place. */
    default void onLook(IntConsumer looks) {}
}
