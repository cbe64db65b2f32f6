package dev.seamstress.core.machine;

import java.util.List;

/**
 * Events that somebody in the scenario waits for: when one happens, the step that told it also sends a message to one
 * machine that counts them.
 *
 * <p>Shape: {@code counter} is that machine's id; the watch at place {@code i} of the list is number {@code i}.
 */
public record Watches(int counter, List<Watch> list) {
    /** Nobody waits for anything. */
    public static final Watches NONE = new Watches(-1, List.of());

    public Watches {
        list = List.copyOf(list);
    }

    /** Tells whether an event, traced by machine {@code actor}, is one that is waited for. */
    public interface Watch {
        boolean matches(int actor, Event event, long a, long b, long c, long d);
    }

    /** Watch {@code number}'s event has happened. */
    public record Happened(int number) implements Message {
        private static final long TAG = Mix.tag("Happened");

        @Override
        public long content() {
            return Mix.mix(TAG, number);
        }
    }
}
