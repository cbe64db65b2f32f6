package dev.seamstress.engine;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.machine.StateHash;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * Shared words for one thread, with undo and fingerprint.
 *
 * <p>Shape: a page is an array of 512 words, made when it is first written. The fingerprint is an XOR over the words
 * that differ from their class's fill value, so untouched pages weigh nothing. A page has a bit for each eight of its
 * words, set once one of them was stored to: only those have to be filled again at a reset.
 */
final class JournaledMemory implements SharedMemory {
    /** How far an index is shifted for the eight words that it is one of. */
    private static final int EIGHT = 3;

    private final MemoryMap map;
    private final long[][] pages;
    private final Journal journal;
    private final boolean isTracking;
    /** For each page a bit a word of which not the value itself counts; null where there is none. */
    private final long[][] compared;

    private final LongUnaryOperator reader = this::read;
    private final Reads reads;
    private long fingerprint;
    private BlockSums sums;
    private int[] dirtyPages = new int[16];
    private int dirtyCount;
    private final long[] stored;

    JournaledMemory(MemoryMap map, Journal journal, Reads reads, boolean isTracking) {
        this.map = map;
        this.pages = new long[map.pages()][];
        this.journal = journal;
        this.reads = reads;
        this.isTracking = isTracking;
        this.stored = new long[map.pages()];
        this.compared = new long[map.pages()][];
        for (int page : map.comparedPages()) {
            compared[page] = new long[MemoryMap.WORDS_PER_PAGE / Long.SIZE];
            for (int index = 0; index < MemoryMap.WORDS_PER_PAGE; index++) {
                if (map.isCompared(MemoryMap.word(page, index))) {
                    compared[page][index / Long.SIZE] |= 1L << index;
                }
            }
        }
    }

    private boolean isCompared(long word) {
        long[] bits = compared[MemoryMap.page(word)];
        return bits != null && (bits[MemoryMap.index(word) / Long.SIZE] >>> word & 1) != 0;
    }

    /** From the next {@link #reset} on the fingerprint is a part of {@code all}. */
    void sumInto(BlockSums all) {
        sums = all;
    }

    /** Back to the first state: every word at its fill value but {@code initials}. */
    void reset(Iterable<Assembly.Initial> initials) {
        for (int i = 0; i < dirtyCount; i++) {
            refill(dirtyPages[i]);
        }
        fingerprint = 0;
        for (Assembly.Initial initial : initials) {
            if (isTracking) {
                hash(initial.word(), peek(initial.word()), initial.value());
            }
            store(page(initial.word()), initial.word(), initial.value());
        }
    }

    private void refill(int number) {
        for (long eights = stored[number]; eights != 0; eights &= eights - 1) {
            int first = Long.numberOfTrailingZeros(eights) << EIGHT;
            Arrays.fill(pages[number], first, first + (1 << EIGHT), map.fill(number));
        }
        stored[number] = 0;
    }

    private void store(long[] page, long word, long value) {
        stored[MemoryMap.page(word)] |= 1L << (MemoryMap.index(word) >> EIGHT);
        page[MemoryMap.index(word)] = value;
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
        if (dirtyCount == dirtyPages.length) {
            dirtyPages = Arrays.copyOf(dirtyPages, dirtyCount * 2);
        }
        dirtyPages[dirtyCount++] = number;
        return page;
    }

    /** Reads without anybody being told of it: for who looks at the state between steps. */
    long peek(long word) {
        long[] page = pages[MemoryMap.page(word)];
        return page == null ? map.fill(MemoryMap.page(word)) : page[MemoryMap.index(word)];
    }

    private void set(long[] page, long word, long old, long next) {
        if (old == next) {
            return;
        }
        if (isTracking) {
            journal.push(old, word, Journal.WORD);
            hash(word, old, next);
        }
        store(page, word, next);
    }

    private void hash(long word, long old, long next) {
        if (!isCompared(word)) {
            toggle(word, old, next);
            return;
        }
        if (map.isReference(word)) {
            compareAnew(word, old, next);
        }
        toggle(word, map.counting(word, old, reader), map.counting(word, next, reader));
    }

    /** Others are compared with the word, which is about to change: what counts of them may change, too. */
    private void compareAnew(long reference, long old, long next) {
        reads.spoil();
        for (int number : map.comparedWith(reference)) {
            for (int index = 0; pages[number] != null && index < MemoryMap.WORDS_PER_PAGE; index++) {
                long word = MemoryMap.word(number, index);
                long value = pages[number][index];
                if (value != map.fill(number)) {
                    toggle(word, map.counting(word, value, any -> old), map.counting(word, value, any -> next));
                }
            }
        }
    }

    /** What counts of the word was {@code old}, and is {@code next}. */
    private void toggle(long word, long old, long next) {
        if (old == next) {
            return;
        }
        long fill = map.fill(MemoryMap.page(word));
        if (sums != null) {
            sum(sums, word, old, next, fill);
            return;
        }
        if (old != fill) {
            fingerprint ^= StateHash.ofWord(word, old);
        }
        if (next != fill) {
            fingerprint ^= StateHash.ofWord(word, next);
        }
    }

    private static void sum(BlockSums all, long word, long old, long next, long fill) {
        if (old != fill) {
            all.toggleWord(word, old);
        }
        if (next != fill) {
            all.toggleWord(word, next);
        }
    }

    /** Undoes one store. */
    void undo(long word, long old) {
        hash(word, peek(word), old);
        pages[MemoryMap.page(word)][MemoryMap.index(word)] = old;
    }

    long fingerprint() {
        return fingerprint;
    }

    /** Adds all words to sums that are empty. */
    void recompute(BlockSums all) {
        for (int i = 0; i < dirtyCount; i++) {
            int number = dirtyPages[i];
            for (int index = 0; index < MemoryMap.WORDS_PER_PAGE; index++) {
                long word = MemoryMap.word(number, index);
                sum(all, word, map.fill(number), counting(word), map.fill(number));
            }
        }
    }

    private long counting(long word) {
        return map.counting(word, peek(word), reader);
    }

    /** The fingerprint, computed from nothing but the words. */
    long recompute() {
        long sum = 0;
        for (int i = 0; i < dirtyCount; i++) {
            int number = dirtyPages[i];
            for (int index = 0; index < MemoryMap.WORDS_PER_PAGE; index++) {
                long value = counting(MemoryMap.word(number, index));
                if (value != map.fill(number)) {
                    sum ^= StateHash.ofWord(MemoryMap.word(number, index), value);
                }
            }
        }
        return sum;
    }

    @Override
    public long read(long word) {
        long value = peek(word);
        reads.word(word, value);
        return value;
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        long[] page = page(word);
        long old = page[MemoryMap.index(word)];
        reads.word(word, old);
        if (old != expected) {
            return false;
        }
        set(page, word, old, next);
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
        long[] page = page(word);
        long old = page[MemoryMap.index(word)];
        reads.word(word, old);
        set(page, word, old, next);
        return old;
    }

    @Override
    public void write(long word, long next) {
        long[] page = page(word);
        long old = page[MemoryMap.index(word)];
        reads.word(word, old);
        set(page, word, old, next);
    }

    @Override
    public long add(long word, long delta) {
        long[] page = page(word);
        long old = page[MemoryMap.index(word)];
        reads.word(word, old);
        set(page, word, old, old + delta);
        return old + delta;
    }
}
