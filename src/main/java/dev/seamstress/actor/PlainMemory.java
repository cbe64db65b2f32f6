package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.OneThreadMemory;
import java.util.Arrays;

/** Shared words for a single thread: pages are made when first written. */
final class PlainMemory implements OneThreadMemory {
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
    public void write(long word, long next) {
        page(word)[MemoryMap.index(word)] = next;
    }
}
