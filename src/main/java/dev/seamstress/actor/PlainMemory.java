package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.SharedMemory;
import java.util.Arrays;

/** Shared words for a single thread: pages are made when first written. */
final class PlainMemory implements SharedMemory {
    private final MemoryMap map;
    private final long[][] pages;

    /** The words of {@code assembly} before the first step. */
    PlainMemory(Assembly assembly) {
        map = assembly.map();
        pages = new long[map.pages()][];
        for (Assembly.Initial initial : assembly.initials()) {
            write(initial.word(), initial.value());
        }
    }

    private long[] page(long word) {
        int number = MemoryMap.page(word);
        long[] page = pages[number];
        return page != null ? page : make(number);
    }

    private long[] make(int number) {
        long[] page = new long[MemoryMap.WORDS_PER_PAGE];
        Arrays.fill(page, map.fill(number));
        pages[number] = page;
        return page;
    }

    @Override
    public long read(long word) {
        int number = MemoryMap.page(word);
        long[] page = pages[number];
        return page == null ? map.fill(number) : page[MemoryMap.index(word)];
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        if (read(word) != expected) {
            return false;
        }
        write(word, next);
        return true;
    }

    @Override
    public long compareAndExchange(long word, long expected, long next) {
        long old = read(word);
        if (old == expected) {
            write(word, next);
        }
        return old;
    }

    @Override
    public long exchange(long word, long next) {
        long old = read(word);
        write(word, next);
        return old;
    }

    @Override
    public void write(long word, long next) {
        page(word)[MemoryMap.index(word)] = next;
    }

    @Override
    public long add(long word, long delta) {
        return page(word)[MemoryMap.index(word)] += delta;
    }
}
