package dev.seamstress.core.machine;

/** Shared words that one thread at a time touches: what is atomic elsewhere is a read and a write here. */
public interface OneThreadMemory extends SharedMemory {
    @Override
    default boolean compareAndSet(long word, long expected, long next) {
        return compareAndExchange(word, expected, next) == expected;
    }

    @Override
    default long compareAndExchange(long word, long expected, long next) {
        long old = read(word);
        if (old == expected) {
            write(word, next);
        }
        return old;
    }

    @Override
    default long exchange(long word, long next) {
        long old = read(word);
        write(word, next);
        return old;
    }

    @Override
    default long add(long word, long delta) {
        long sum = read(word) + delta;
        write(word, sum);
        return sum;
    }
}
