package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.SharedMemory;
import java.util.Arrays;

/**
 * Shared words for one thread, without undo.
 *
 * <p>Shape: a page is an array of 512 words, made when something else than its fill value is first written into it.
 */
public final class SimMemory implements SharedMemory {
    private final long[][] pages;
    private final long[] fills;

    /** Every word at its class's fill value, but those of {@code initials}. */
    SimMemory(MemoryMap map, Iterable<Assembly.Initial> initials, Iterable<Fill> filled) {
        pages = new long[map.pages()][];
        fills = new long[map.pages()];
        for (int page = 0; page < fills.length; page++) {
            fills[page] = map.fill(page);
        }
        for (Fill fill : filled) {
            int first = MemoryMap.page(fill.word());
            Arrays.fill(fills, first, first + fill.pages(), fill.value());
        }
        for (Assembly.Initial initial : initials) {
            write(initial.word(), initial.value());
        }
    }

    /** {@code pages} whole pages, the first of which begins with {@code word}, all of whose words begin as this. */
    public record Fill(long word, int pages, long value) {}

    /** Bytes of the pages that were written. */
    public long bytes() {
        return Arrays.stream(pages).filter(page -> page != null).count() * MemoryMap.WORDS_PER_PAGE * Long.BYTES;
    }

    @Override
    public long read(long word) {
        long[] page = pages[MemoryMap.page(word)];
        return page == null ? fills[MemoryMap.page(word)] : page[MemoryMap.index(word)];
    }

    private long[] page(long word) {
        long[] page = pages[MemoryMap.page(word)];
        return page != null ? page : make(MemoryMap.page(word));
    }

    private long[] make(int number) {
        long[] page = new long[MemoryMap.WORDS_PER_PAGE];
        if (fills[number] != 0) {
            Arrays.fill(page, fills[number]);
        }
        pages[number] = page;
        return page;
    }

    @Override
    public void write(long word, long next) {
        if (pages[MemoryMap.page(word)] != null || next != fills[MemoryMap.page(word)]) {
            page(word)[MemoryMap.index(word)] = next;
        }
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        return compareAndExchange(word, expected, next) == expected;
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
    public long add(long word, long delta) {
        long sum = read(word) + delta;
        write(word, sum);
        return sum;
    }
}
