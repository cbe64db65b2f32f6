package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Message;
import java.util.Arrays;

/**
 * Deliveries that are still to come, by time; those of one instant in the order in which they were added.
 *
 * <p>Shape: a heap in which each place has four below it, over arrays; nothing is allocated once it has grown.
 */
final class EventQueue {
    private static final int WAYS = 4;

    private long[] times = new long[64];
    private long[] orders = new long[64];
    private int[] slots = new int[64];
    private int[] froms = new int[64];
    private int[] tos = new int[64];
    private Message[] messages = new Message[64];
    private int[] free = new int[64];
    private int freeCount;
    private int size;
    private long order;

    private int taken = -1;
    private long takenTime;

    EventQueue() {
        for (int i = 0; i < free.length; i++) {
            free[freeCount++] = free.length - 1 - i;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** When the next delivery is due. Requires: there is one. */
    long nextTime() {
        return times[0];
    }

    /** Adds a delivery; {@code time} is not before any that was taken. */
    void add(long time, int from, int to, Message message) {
        if (freeCount == 0) {
            grow();
        }
        int slot = free[--freeCount];
        froms[slot] = from;
        tos[slot] = to;
        messages[slot] = message;
        rise(size++, time, order++, slot);
    }

    private void grow() {
        int old = slots.length;
        int next = old * 2;
        times = Arrays.copyOf(times, next);
        orders = Arrays.copyOf(orders, next);
        slots = Arrays.copyOf(slots, next);
        froms = Arrays.copyOf(froms, next);
        tos = Arrays.copyOf(tos, next);
        messages = Arrays.copyOf(messages, next);
        free = new int[next];
        for (int slot = next - 1; slot >= old; slot--) {
            free[freeCount++] = slot;
        }
    }

    private void rise(int start, long time, long number, int slot) {
        int place = start;
        while (place > 0) {
            int above = (place - 1) / WAYS;
            if (isBefore(above, time, number)) {
                break;
            }
            move(above, place);
            place = above;
        }
        put(place, time, number, slot);
    }

    private boolean isBefore(int place, long time, long number) {
        return times[place] < time || times[place] == time && orders[place] < number;
    }

    private void move(int from, int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        slots[to] = slots[from];
    }

    private void put(int place, long time, long number, int slot) {
        times[place] = time;
        orders[place] = number;
        slots[place] = slot;
    }

    /** Takes the next delivery, which the getters then tell. Requires: there is one. */
    void take() {
        taken = slots[0];
        takenTime = times[0];
        free[freeCount++] = taken;
        size--;
        if (size > 0) {
            sink(times[size], orders[size], slots[size]);
        }
    }

    private void sink(long time, long number, int slot) {
        int place = 0;
        while (true) {
            int least = place * WAYS + 1;
            if (least >= size) {
                break;
            }
            int end = Math.min(least + WAYS, size);
            for (int below = least + 1; below < end; below++) {
                least = isBefore(below, times[least], orders[least]) ? below : least;
            }
            if (!isBefore(least, time, number)) {
                break;
            }
            move(least, place);
            place = least;
        }
        put(place, time, number, slot);
    }

    long time() {
        return takenTime;
    }

    int from() {
        return froms[taken];
    }

    int to() {
        return tos[taken];
    }

    Message message() {
        return messages[taken];
    }
}
