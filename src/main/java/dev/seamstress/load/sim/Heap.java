package dev.seamstress.load.sim;

import java.util.Arrays;

/**
 * Deliveries by time; those of one instant in the order in which they were added.
 *
 * <p>Shape: a heap in which each place has four below it. A place is two words of one array, the time and the order
 * with the slot.
 */
final class Heap {
    private static final int WAYS = 4;
    private static final int SLOT_MASK = (1 << Deliveries.SLOT_BITS) - 1;

    private long[] places = new long[2 * 64];
    private int size;
    private long order;

    boolean isEmpty() {
        return size == 0;
    }

    void add(long time, int slot) {
        if (2 * size == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        rise(size++, time, order++ << Deliveries.SLOT_BITS | slot);
    }

    private void rise(int start, long time, long key) {
        long[] all = places;
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

    /** When the first one comes. Requires: there is one. */
    long firstTime() {
        return places[0];
    }

    /** Takes the first one out; returns its slot. */
    int removeFirst() {
        int slot = (int) places[1] & SLOT_MASK;
        if (--size > 0) {
            sink(places[2 * size], places[2 * size + 1]);
        }
        return slot;
    }

    private void sink(long time, long key) {
        long[] all = places;
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
}
