package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Message;
import java.util.Arrays;

/**
 * Deliveries that are still to come, by time; those of one instant in the order in which they were added.
 *
 * <p>Shape: the one that was added last stands beside a heap in which each place has four below it. Most messages take
 * no time, so the last one is often the next one and gets into no array at all. A place of the heap is two words of one
 * array, the time and the order with the slot of the rest; nothing is allocated once it has grown.
 */
final class EventQueue {
    private static final int WAYS = 4;
    private static final int SLOT_BITS = 24;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

    private long[] heap = new long[2 * 64];
    private int[] routes = new int[2 * 64];
    private Message[] messages = new Message[64];
    private int[] free = new int[64];
    private int freeCount;
    private int size;
    private long order;

    // The one that was added last; there is none if it has no message.
    private Message last;
    private int lastFrom;
    private int lastTo;
    private long lastTime;

    // The one that was taken last.
    private Message taken;
    private int takenFrom;
    private int takenTo;
    private long takenTime;

    EventQueue() {
        for (int i = 0; i < free.length; i++) {
            free[freeCount++] = free.length - 1 - i;
        }
    }

    boolean isEmpty() {
        return size == 0 && last == null;
    }

    /** How many there are. */
    int size() {
        return last == null ? size : size + 1;
    }

    /** Adds a delivery; {@code time} is not before any that was taken. */
    void add(long time, int from, int to, Message message) {
        if (last != null) {
            long key = keep();
            rise(size++, lastTime, key);
        }
        lastFrom = from;
        lastTo = to;
        lastTime = time;
        last = message;
    }

    /** The one that was added last gets a slot; returns its key in the heap. */
    private long keep() {
        if (freeCount == 0) {
            grow();
        }
        int slot = free[--freeCount];
        routes[2 * slot] = lastFrom;
        routes[2 * slot + 1] = lastTo;
        messages[slot] = last;
        return order++ << SLOT_BITS | slot;
    }

    private void grow() {
        int old = messages.length;
        int next = old * 2;
        if (next > SLOT_MASK) {
            throw new IllegalStateException("more than " + old + " deliveries are to come");
        }
        heap = Arrays.copyOf(heap, 2 * next);
        routes = Arrays.copyOf(routes, 2 * next);
        messages = Arrays.copyOf(messages, next);
        free = new int[next];
        for (int slot = next - 1; slot >= old; slot--) {
            free[freeCount++] = slot;
        }
    }

    private void rise(int start, long time, long key) {
        long[] all = heap;
        int place = start;
        while (place > 0) {
            int above = (place - 1) / WAYS;
            if (isBefore(all, above, time, key)) {
                break;
            }
            all[2 * place] = all[2 * above];
            all[2 * place + 1] = all[2 * above + 1];
            place = above;
        }
        all[2 * place] = time;
        all[2 * place + 1] = key;
    }

    private static boolean isBefore(long[] all, int place, long time, long key) {
        long other = all[2 * place];
        return other < time || other == time && all[2 * place + 1] < key;
    }

    /** Takes the next delivery, which the getters then tell. Requires: there is one. */
    void take() {
        if (last != null && (size == 0 || lastTime < heap[0])) {
            taken = last;
            takenFrom = lastFrom;
            takenTo = lastTo;
            takenTime = lastTime;
            last = null;
        } else {
            takeFirst();
        }
    }

    /** The one that was added last takes the place of the first: it is the next to get into the heap anyway. */
    private void takeFirst() {
        int slot = (int) heap[1] & SLOT_MASK;
        taken = messages[slot];
        takenFrom = routes[2 * slot];
        takenTo = routes[2 * slot + 1];
        takenTime = heap[0];
        free[freeCount++] = slot;
        if (last != null) {
            sink(lastTime, keep());
            last = null;
        } else if (--size > 0) {
            sink(heap[2 * size], heap[2 * size + 1]);
        }
    }

    private void sink(long time, long key) {
        long[] all = heap;
        int place = 0;
        while (true) {
            int least = place * WAYS + 1;
            if (least >= size) {
                break;
            }
            int end = Math.min(least + WAYS, size);
            for (int below = least + 1; below < end; below++) {
                least = isBefore(all, below, all[2 * least], all[2 * least + 1]) ? below : least;
            }
            if (!isBefore(all, least, time, key)) {
                break;
            }
            all[2 * place] = all[2 * least];
            all[2 * place + 1] = all[2 * least + 1];
            place = least;
        }
        all[2 * place] = time;
        all[2 * place + 1] = key;
    }

    long time() {
        return takenTime;
    }

    int from() {
        return takenFrom;
    }

    int to() {
        return takenTo;
    }

    Message message() {
        return taken;
    }
}
