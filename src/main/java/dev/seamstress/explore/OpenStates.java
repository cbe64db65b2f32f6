package dev.seamstress.explore;

import java.util.Arrays;

/**
 * The states of a depth-first search that are not closed, numbered in the order in which they were entered. They are
 * few: of millions that were seen, a thousand or two.
 *
 * <p>Shape: the fingerprints by number, and an index by fingerprint, open addressing, at most half full. Who was added
 * last is forgotten first, so its place in the index is just cleared: whoever stands behind it, because it was in the
 * way, was added later and is gone already.
 */
final class OpenStates {
    /** In place of a number: the state is not open. */
    static final int CLOSED = -1;

    private static final int FREE = 0;

    private long[] fingerprints = new long[1 << 10];
    /** One more than the number of the state that stands there. */
    private int[] index = new int[1 << 11];

    private int count;

    /** Adds a state that is not open; returns its number. */
    int add(long fingerprint) {
        if (count == fingerprints.length) {
            grow();
        }
        fingerprints[count] = fingerprint;
        enter(count);
        return count++;
    }

    private void grow() {
        fingerprints = Arrays.copyOf(fingerprints, count * 2);
        index = new int[index.length * 2];
        for (int number = 0; number < count; number++) {
            enter(number);
        }
    }

    private void enter(int number) {
        int mask = index.length - 1;
        int at = home(fingerprints[number], mask);
        while (index[at] != FREE) {
            at = at + 1 & mask;
        }
        index[at] = number + 1;
    }

    private static int home(long fingerprint, int mask) {
        return (int) (fingerprint ^ fingerprint >>> Integer.SIZE) & mask;
    }

    /** The number of the state, or {@link #CLOSED}. */
    int number(long fingerprint) {
        int mask = index.length - 1;
        int at = home(fingerprint, mask);
        while (index[at] != FREE) {
            int number = index[at] - 1;
            if (fingerprints[number] == fingerprint) {
                return number;
            }
            at = at + 1 & mask;
        }
        return CLOSED;
    }

    int count() {
        return count;
    }

    /** Forgets all from {@code first} on. */
    void truncate(int first) {
        int mask = index.length - 1;
        while (count > first) {
            count--;
            int at = home(fingerprints[count], mask);
            while (index[at] != count + 1) {
                at = at + 1 & mask;
            }
            index[at] = FREE;
        }
    }

    long bytes() {
        return (long) Long.BYTES * fingerprints.length + (long) Integer.BYTES * index.length;
    }
}
