package dev.seamstress.explore;

/** States, each with an {@code int} that belongs to it. Shape: that of {@link SeenStates}, and four bytes a place. */
final class StateTable extends SeenStates {
    private int[] values = new int[capacity()];
    private int[] old;

    StateTable() {
        super(Long.BYTES + Integer.BYTES);
    }

    /** Adds a state that is not there; {@code place} is what {@link #find} returned for it. */
    void add(int place, long fingerprint, int value) {
        values[~place] = value;
        add(place, fingerprint);
    }

    @Override
    void growing(int capacity) {
        old = values;
        values = new int[capacity];
    }

    @Override
    void moved(int from, int to) {
        values[to] = old[from];
    }

    @Override
    void grown() {
        old = null;
    }

    int value(int place) {
        return values[place];
    }

    void setValue(int place, int value) {
        values[place] = value;
    }
}
