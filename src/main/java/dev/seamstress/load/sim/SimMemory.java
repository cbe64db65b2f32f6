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
    private final MemoryMap map;
    private final long[][] pages;
    private final long[] fills;

    /** Every word at its class's fill value, but those of {@code initials}. */
    SimMemory(MemoryMap map, Iterable<Assembly.Initial> initials, Iterable<Fill> filled) {
        this.map = map;
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

    /** Bytes of those of them whose words are of the class of that name. */
    public long bytes(String wordClass) {
        long bytes = 0;
        for (int page = 0; page < pages.length; page++) {
            boolean isOfIt = map.classOf(MemoryMap.word(page, 0)).name().equals(wordClass);
            bytes += pages[page] != null && isOfIt ? MemoryMap.WORDS_PER_PAGE * Long.BYTES : 0;
        }
        return bytes;
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
        long[] page = pages[MemoryMap.page(word)];
        if (page != null) {
            page[MemoryMap.index(word)] = next;
        } else if (next != fills[MemoryMap.page(word)]) {
            make(MemoryMap.page(word))[MemoryMap.index(word)] = next;
        }
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        return compareAndExchange(word, expected, next) == expected;
    }

    @Override
    public long compareAndExchange(long word, long expected, long next) {
        long[] page = pages[MemoryMap.page(word)];
        long old = page == null ? fills[MemoryMap.page(word)] : page[MemoryMap.index(word)];
        if (old == expected) {
            if (page == null) {
                write(word, next);
            } else {
                page[MemoryMap.index(word)] = next;
            }
        }
        return old;
    }

    @Override
    public long exchange(long word, long next) {
        long[] page = pages[MemoryMap.page(word)];
        if (page == null) {
            write(word, next);
            return fills[MemoryMap.page(word)];
        }
        long old = page[MemoryMap.index(word)];
        page[MemoryMap.index(word)] = next;
        return old;
    }

    @Override
    public long add(long word, long delta) {
        long[] page = page(word);
        long sum = page[MemoryMap.index(word)] + delta;
        page[MemoryMap.index(word)] = sum;
        return sum;
    }
}
