package dev.seamstress.explore;

/**
 * The fingerprints of the states that were seen: open addressing in one array.
 *
 * <p>Shape: eight bytes a place, at most three quarters full, so 11 to 22 bytes a state; what is asked of a state is
 * mostly answered by one line of the processor's cache. Places stay what they are until the set grows. Two states with
 * one fingerprint would be taken for one; {@link #collisionBound} says how likely that is.
 */
class SeenStates {
    private static final int FIRST_CAPACITY = 1 << 12;
    private static final int CAPACITY_MAX = 1 << 30;

    private final int bytesPerPlace;
    private long[] fingerprints = new long[FIRST_CAPACITY];
    private int size;

    SeenStates() {
        this(Long.BYTES);
    }

    /** A set that keeps more than the fingerprint at each place; so many bytes in all. */
    SeenStates(int bytesPerPlace) {
        this.bytesPerPlace = bytesPerPlace;
    }

    /** No state has the fingerprint 0, which marks a free place; the one state in 2^64 that would is given another. */
    private static long key(long fingerprint) {
        return fingerprint == 0 ? 1 : fingerprint;
    }

    private static int home(long key, int mask) {
        return (int) (key ^ key >>> 32) & mask;
    }

    /** The place of the state, or, if it is not there, {@code ~place} of where {@link #add} will put it. */
    final int find(long fingerprint) {
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

    /** Adds a state that is not there; {@code place} is what {@link #find} returned for it. */
    final void add(int place, long fingerprint) {
        fingerprints[~place] = key(fingerprint);
        if (++size > (fingerprints.length - 1) / 4 * 3) {
            grow();
        }
    }

    private void grow() {
        if (fingerprints.length >= CAPACITY_MAX) {
            throw new IllegalStateException("more than " + size + " states");
        }
        long[] old = fingerprints;
        fingerprints = new long[old.length * 2];
        growing(fingerprints.length);
        int mask = fingerprints.length - 1;
        for (int i = 0; i < old.length; i++) {
            if (old[i] != 0) {
                int at = home(old[i], mask);
                while (fingerprints[at] != 0) {
                    at = at + 1 & mask;
                }
                fingerprints[at] = old[i];
                moved(i, at);
            }
        }
        grown();
    }

    /** It has so many places from now on, and what was at the old ones is about to move. */
    void growing(int capacity) {}

    /** A state has gone from an old place to a new one. */
    void moved(int from, int to) {}

    /** All have. */
    void grown() {}

    /** How many states there are. */
    final int size() {
        return size;
    }

    final int capacity() {
        return fingerprints.length;
    }

    /** Bytes that the set takes. */
    final long bytes() {
        return (long) bytesPerPlace * fingerprints.length;
    }

    /** Bytes that it takes for a moment when the next state makes it grow; 0 if it has room. */
    final long bytesToGrow() {
        return size + 1 > (fingerprints.length - 1) / 4 * 3 ? 2 * bytes() : 0;
    }

    /** The fingerprint at a place. */
    final long fingerprint(int place) {
        return fingerprints[place];
    }

    /** An upper bound of the chance that any two of the states share a fingerprint: n squared over 2^65. */
    final double collisionBound() {
        return (double) size * size / 0x1p65;
    }
}
