package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.SharedMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Shared words for actors that run at once: each access is atomic and volatile, so all threads agree on one order of
 * all of them. Pages are made when first written.
 */
final class ConcurrentMemory implements SharedMemory {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final MemoryMap map;
    private final AtomicReferenceArray<long[]> pages;

    /** The words of {@code assembly} before the first step. */
    ConcurrentMemory(Assembly assembly) {
        map = assembly.map();
        pages = new AtomicReferenceArray<>(map.pages());
        for (Assembly.Initial initial : assembly.initials()) {
            write(initial.word(), initial.value());
        }
    }

    private long[] page(long word) {
        int number = MemoryMap.page(word);
        long[] page = pages.get(number);
        return page != null ? page : make(number);
    }

    private long[] make(int number) {
        long[] page = new long[MemoryMap.WORDS_PER_PAGE];
        Arrays.fill(page, map.fill(number));
        // Who loses this race uses the winner's page, so no store goes to a page that no one sees.
        return pages.compareAndSet(number, null, page) ? page : pages.get(number);
    }

    @Override
    public long read(long word) {
        int number = MemoryMap.page(word);
        long[] page = pages.get(number);
        return page == null ? map.fill(number) : (long) WORD.getVolatile(page, MemoryMap.index(word));
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        return WORD.compareAndSet(page(word), MemoryMap.index(word), expected, next);
    }

    @Override
    public long compareAndExchange(long word, long expected, long next) {
        return (long) WORD.compareAndExchange(page(word), MemoryMap.index(word), expected, next);
    }

    @Override
    public long exchange(long word, long next) {
        return (long) WORD.getAndSet(page(word), MemoryMap.index(word), next);
    }

    @Override
    public void write(long word, long next) {
        WORD.setVolatile(page(word), MemoryMap.index(word), next);
    }

    @Override
    public long add(long word, long delta) {
        return (long) WORD.getAndAdd(page(word), MemoryMap.index(word), delta) + delta;
    }
}
