package dev.seamstress.explore;

/**
 * The fingerprints of the states that were seen, each with an {@code int} that belongs to it: open addressing in two
 * arrays.
 *
 * <p>Shape: twelve bytes a place, at most three quarters full, so 16 to 32 bytes a state. Places stay what they are
 * until the table grows. Two states with one fingerprint would be taken for one; {@link #collisionBound} says how
 * likely that is.
 */
final class StateTable {
    private static final int FIRST_CAPACITY = 1 << 12;
    private static final int CAPACITY_MAX = 1 << 30;
    private static final int BYTES_PER_PLACE = Long.BYTES + Integer.BYTES;

    private long[] fingerprints = new long[FIRST_CAPACITY];
    private int[] values = new int[FIRST_CAPACITY];
    private final Moves moves;
    private int size;

    /** Is told where a state has gone when the table grows. */
    interface Moves {
        void moved(int place, int value);

        /** For those who do not keep places. */
        Moves NONE = (place, value) -> {};
    }

    StateTable(Moves moves) {
        this.moves = moves;
    }

    /** No state has the fingerprint 0, which marks a free place; the one state in 2^64 that would is given another. */
    private static long key(long fingerprint) {
        return fingerprint == 0 ? 1 : fingerprint;
    }

    private static int home(long key, int mask) {
        return (int) (key ^ key >>> 32) & mask;
    }

    /** The place of the state, or, if it is not there, {@code ~place} of where {@link #add} will put it. */
    int find(long fingerprint) {
        long key = key(fingerprint);
        int mask = fingerprints.length - 1;
        int at = home(key, mask);
        while (fingerprints[at] != 0) {
            if (fingerprints[at] == key) {
                return at;
            }
            at = at + 1 & mask;
        }
        return ~at;
    }

    /** Adds a state that is not there; {@code place} is what {@link #find} returned for it. Returns where it is. */
    int add(int place, long fingerprint, int value) {
        int at = ~place;
        fingerprints[at] = key(fingerprint);
        values[at] = value;
        if (++size > (fingerprints.length - 1) / 4 * 3) {
            grow();
            return find(fingerprint);
        }
        return at;
    }

    private void grow() {
        if (fingerprints.length >= CAPACITY_MAX) {
            throw new IllegalStateException("more than " + size + " states");
        }
        long[] oldFingerprints = fingerprints;
        int[] oldValues = values;
        fingerprints = new long[oldFingerprints.length * 2];
        values = new int[fingerprints.length];
        int mask = fingerprints.length - 1;
        for (int i = 0; i < oldFingerprints.length; i++) {
            if (oldFingerprints[i] != 0) {
                int at = home(oldFingerprints[i], mask);
                while (fingerprints[at] != 0) {
                    at = at + 1 & mask;
                }
                fingerprints[at] = oldFingerprints[i];
                values[at] = oldValues[i];
                moves.moved(at, oldValues[i]);
            }
        }
    }

    int value(int place) {
        return values[place];
    }

    void setValue(int place, int value) {
        values[place] = value;
    }

    /** How many states there are. */
    int size() {
        return size;
    }

    /** Bytes that the table takes. */
    long bytes() {
        return (long) BYTES_PER_PLACE * fingerprints.length;
    }

    /** Bytes that it takes for a moment when the next state makes it grow; 0 if it has room. */
    long bytesToGrow() {
        return size + 1 > (fingerprints.length - 1) / 4 * 3 ? 2 * bytes() : 0;
    }

    /** The fingerprint at a place. */
    long fingerprint(int place) {
        return fingerprints[place];
    }

    /** An upper bound of the chance that any two of the states share a fingerprint: n squared over 2^65. */
    double collisionBound() {
        return (double) size * size / 0x1p65;
    }
}
