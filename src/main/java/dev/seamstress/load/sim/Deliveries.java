package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Message;
import java.util.Arrays;

/**
 * What is kept of deliveries that are still to come: each has a slot, which is used again when it has come.
 *
 * <p>Shape: a slot can name another one, which follows it in a list; slots that are not in use are such a list. Nothing
 * is allocated once there are as many as there ever are at a time.
 */
final class Deliveries {
    /** How many bits the number of a slot has at most. */
    static final int SLOT_BITS = 24;

    /** In place of a slot. */
    static final int NONE = -1;

    private long[] times = new long[64];
    private long[] routes = new long[64];
    private int[] following = new int[64];
    private Message[] messages = new Message[64];
    private int firstFree = NONE;

    Deliveries() {
        free(0);
    }

    /** All slots from {@code first} on are free. */
    private void free(int first) {
        for (int slot = times.length - 1; slot >= first; slot--) {
            following[slot] = firstFree;
            firstFree = slot;
        }
    }

    /** Keeps a delivery; returns its slot, which nothing follows. */
    int keep(long time, int from, int to, Message message) {
        if (firstFree == NONE) {
            grow();
        }
        int slot = firstFree;
        firstFree = following[slot];
        following[slot] = NONE;
        times[slot] = time;
        routes[slot] = (long) from << Integer.SIZE | to;
        messages[slot] = message;
        return slot;
    }

    private void grow() {
        int old = times.length;
        int next = old * 2;
        if (next > 1 << SLOT_BITS) {
            throw new IllegalStateException("more than " + old + " deliveries are to come");
        }
        times = Arrays.copyOf(times, next);
        routes = Arrays.copyOf(routes, next);
        following = Arrays.copyOf(following, next);
        messages = Arrays.copyOf(messages, next);
        free(old);
    }

    /** The slot is free from now on. */
    void forget(int slot) {
        following[slot] = firstFree;
        firstFree = slot;
    }

    long time(int slot) {
        return times[slot];
    }

    int from(int slot) {
        return (int) (routes[slot] >>> Integer.SIZE);
    }

    int to(int slot) {
        return (int) routes[slot];
    }

    Message message(int slot) {
        return messages[slot];
    }

    /** The slot that follows, or {@link #NONE}. */
    int following(int slot) {
        return following[slot];
    }

    /** From now on {@code next} follows, or nothing. */
    void follow(int slot, int next) {
        following[slot] = next;
    }
}
