package dev.seamstress.explore;

/**
 * The fingerprints of the states that were seen: open addressing in one array.
 *
 * <p>Shape: eight bytes a place, at most three quarters full, so 11 to 22 bytes a state. Two states with one
 * fingerprint would be taken for one; {@link #collisionBound} says how likely that is.
 */
public final class StateSet {
    private static final int FIRST_CAPACITY = 1 << 12;

    private long[] places = new long[FIRST_CAPACITY];
    private boolean hasZero;
    private int size;

    /** Adds a fingerprint; true if it was not there. */
    public boolean add(long fingerprint) {
        if (fingerprint == 0) {
            boolean isNew = !hasZero;
            hasZero = true;
            size += isNew ? 1 : 0;
            return isNew;
        }
        int mask = places.length - 1;
        int at = place(fingerprint, mask);
        while (places[at] != 0) {
            if (places[at] == fingerprint) {
                return false;
            }
            at = (at + 1) & mask;
        }
        places[at] = fingerprint;
        if (++size > mask / 4 * 3) {
            grow();
        }
        return true;
    }

    private static int place(long fingerprint, int mask) {
        return (int) (fingerprint ^ fingerprint >>> 32) & mask;
    }

    private void grow() {
        if (places.length >= 1 << 30) {
            throw new IllegalStateException("more than " + size + " states");
        }
        long[] old = places;
        places = new long[old.length * 2];
        int mask = places.length - 1;
        for (long fingerprint : old) {
            if (fingerprint != 0) {
                int at = place(fingerprint, mask);
                while (places[at] != 0) {
                    at = (at + 1) & mask;
                }
                places[at] = fingerprint;
            }
        }
    }

    public int size() {
        return size;
    }

    /** Bytes that the set takes. */
    public long bytes() {
        return 8L * places.length;
    }

    /** An upper bound of the chance that any two of the states share a fingerprint: n squared over 2^65. */
    public double collisionBound() {
        return (double) size * size / 0x1p65;
    }
}
