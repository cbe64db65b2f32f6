package dev.seamstress.check.invariant;

import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.SharedMemory;

/**
 * The shared words as they were before the step that is under way; of words that no rule wants to know of, as they are.
 */
record MemoryBefore(SharedMemory now, StoreLog log) implements SharedMemory {
    @Override
    public long read(long word) {
        int first = log.first(word);
        return first < 0 ? now.read(word) : log.old(first);
    }

    private static ModelBug past() {
        return new ModelBug("the past cannot be changed");
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        throw past();
    }

    @Override
    public long compareAndExchange(long word, long expected, long next) {
        throw past();
    }

    @Override
    public long exchange(long word, long next) {
        throw past();
    }

    @Override
    public void write(long word, long next) {
        throw past();
    }

    @Override
    public long add(long word, long delta) {
        throw past();
    }
}
