package dev.seamstress.load.sim;

import java.util.Arrays;

/**
 * Deliveries that come soon, by time; those of one instant in the order in which they were added.
 *
 * <p>Shape: time is cut into spans, and each span of the next 131 µs has a list, which begins anew for a later span
 * when its own is over. Of many deliveries each is alone in its list, or nearly so. A bit for each list says whether
 * anything is in it.
 *
 * <p>Requires: {@link #holds} said yes of what is added.
 */
final class Wheel {
    private static final int SPAN_BITS = 5;
    private static final int LISTS = 1 << 12;

    private final Deliveries deliveries;

    /** The first and the last slot of each list. */
    private final int[] ends = new int[2 * LISTS];

    private final long[] isUsed = new long[LISTS / Long.SIZE];
    private int size;
    private int first;

    Wheel(Deliveries deliveries) {
        this.deliveries = deliveries;
        Arrays.fill(ends, Deliveries.NONE);
    }

    /** True if a delivery at {@code time} comes soon, as seen from {@code now}. */
    static boolean holds(long time, long now) {
        return (time >>> SPAN_BITS) - (now >>> SPAN_BITS) < LISTS;
    }

    boolean isEmpty() {
        return size == 0;
    }

    private static int list(long time) {
        return (int) (time >>> SPAN_BITS) & LISTS - 1;
    }

    void add(int slot) {
        long time = deliveries.time(slot);
        int list = list(time);
        int last = ends[2 * list + 1];
        if (size++ == 0) {
            first = list;
        }
        if (last == Deliveries.NONE) {
            isUsed[list / Long.SIZE] |= 1L << list;
            ends[2 * list] = slot;
            ends[2 * list + 1] = slot;
        } else if (deliveries.time(last) <= time) {
            deliveries.follow(last, slot);
            ends[2 * list + 1] = slot;
        } else {
            insert(list, slot, time);
        }
        if (time < deliveries.time(ends[2 * first])) {
            first = list;
        }
    }

    /** Somewhere before the last of the list. */
    private void insert(int list, int slot, long time) {
        int before = Deliveries.NONE;
        int after = ends[2 * list];
        while (deliveries.time(after) <= time) {
            before = after;
            after = deliveries.following(after);
        }
        deliveries.follow(slot, after);
        if (before == Deliveries.NONE) {
            ends[2 * list] = slot;
        } else {
            deliveries.follow(before, slot);
        }
    }

    /** The slot of the first one. Requires: there is one. */
    int first() {
        return ends[2 * first];
    }

    /** Takes the first one out. */
    void removeFirst() {
        int slot = ends[2 * first];
        int next = deliveries.following(slot);
        ends[2 * first] = next;
        size--;
        if (next == Deliveries.NONE) {
            ends[2 * first + 1] = Deliveries.NONE;
            isUsed[first / Long.SIZE] &= ~(1L << first);
            if (size > 0) {
                first = nextUsed(first);
            }
        }
    }

    /** The first list after that one with something in it; after the last list comes list 0. */
    private int nextUsed(int list) {
        int at = list / Long.SIZE;
        long bits = isUsed[at] & -1L << list;
        while (bits == 0) {
            at = at + 1 & isUsed.length - 1;
            bits = isUsed[at];
        }
        return at * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }
}
