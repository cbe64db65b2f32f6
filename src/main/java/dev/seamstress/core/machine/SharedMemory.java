package dev.seamstress.core.machine;

/**
 * The storage of shared words. Two kinds exist: one that a single thread drives and can take back, and one for actors
 * that really run at once.
 *
 * <p>Each method is one access of one word, atomic with respect to all others; sequentially consistent.
 */
public interface SharedMemory {
    long read(long word);

    boolean compareAndSet(long word, long expected, long next);

    /** As {@link #compareAndSet}, but returns the old value. */
    long compareAndExchange(long word, long expected, long next);

    /** Stores {@code next} and returns the old value. */
    long exchange(long word, long next);

    void write(long word, long next);

    /** Adds {@code delta} and returns the sum. */
    long add(long word, long delta);
}
