package dev.seamstress.explore;

import java.util.Arrays;

/**
 * The states of a depth-first search that are not closed, numbered in the order in which they were entered: where each
 * is in the table of states. The state's value there is its number.
 */
final class OpenStates implements StateTable.Moves {
    private int[] places = new int[1 << 10];
    private int count;

    void add(int place) {
        if (count == places.length) {
            places = Arrays.copyOf(places, count * 2);
        }
        places[count++] = place;
    }

    int count() {
        return count;
    }

    int place(int number) {
        return places[number];
    }

    /** Forgets all from {@code first} on. */
    void truncate(int first) {
        count = first;
    }

    @Override
    public void moved(int place, int number) {
        if (number >= 0 && number < count) {
            places[number] = place;
        }
    }

    long bytes() {
        return 4L * places.length;
    }
}
