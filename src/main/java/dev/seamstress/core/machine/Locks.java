package dev.seamstress.core.machine;

/** The locks that one thread holds: two bits a lock, one for each mode. */
public final class Locks implements Stateful {
    private long bits;

    private static long bit(int lock, Grant.Mode mode) {
        return 1L << (2 * lock + mode.ordinal());
    }

    void add(Grant grant) {
        long bit = bit(grant.lock(), grant.mode());
        if ((bits & bit) != 0) {
            throw new ModelBug("lock " + grant.lock() + " is already held by " + grant.holder());
        }
        bits |= bit;
    }

    void remove(Grant grant) {
        if (!has(grant)) {
            throw new ModelBug("lock " + grant.lock() + " is not held by " + grant.holder());
        }
        bits &= ~bit(grant.lock(), grant.mode());
    }

    public boolean has(Grant grant) {
        return has(grant.lock(), grant.mode());
    }

    public boolean has(int lock, Grant.Mode mode) {
        return (bits & bit(lock, mode)) != 0;
    }

    public boolean isEmpty() {
        return bits == 0;
    }

    @Override
    public void fields(Fields f) {
        bits = f.word("held", bits);
    }
}
