package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.SharedMemory;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Shared words for one thread, without undo.
 *
 * <p>Shape: a piece is an array of 64 words, an eighth of a page, made when something else than the page's fill value
 * is first written into it. Pieces are small so that what many threads use of pages of their own is close together.
 */
public final class SimMemory implements SharedMemory {
    private static final int SHIFT = 6;
    private static final int WORDS = 1 << SHIFT;
    private static final int PIECES_PER_PAGE = MemoryMap.WORDS_PER_PAGE / WORDS;

    private final MemoryMap map;
    private final long[][] pieces;
    private final long[] fills;

    /** Every word at its class's fill value, but those of {@code initials}. */
    SimMemory(MemoryMap map, Iterable<Assembly.Initial> initials, Iterable<Fill> filled) {
        this.map = map;
        pieces = new long[map.pages() * PIECES_PER_PAGE][];
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

    /** Bytes of the pages into which something was written. */
    public long bytes() {
        return IntStream.range(0, fills.length).filter(this::isWritten).count() * MemoryMap.WORDS_PER_PAGE * Long.BYTES;
    }

    /** Bytes of those of them whose words are of the class of that name. */
    public long bytes(String wordClass) {
        return IntStream.range(0, fills.length)
                        .filter(page ->
                                map.classOf(MemoryMap.word(page, 0)).name().equals(wordClass))
                        .filter(this::isWritten)
                        .count()
                * MemoryMap.WORDS_PER_PAGE
                * Long.BYTES;
    }

    private boolean isWritten(int page) {
        for (int i = 0; i < PIECES_PER_PAGE; i++) {
            if (pieces[page * PIECES_PER_PAGE + i] != null) {
                return true;
            }
        }
        return false;
    }

    private static int piece(long word) {
        return (int) (word >>> SHIFT);
    }

    private static int index(long word) {
        return (int) word & WORDS - 1;
    }

    private long fill(long word) {
        return fills[MemoryMap.page(word)];
    }

    @Override
    public long read(long word) {
        long[] piece = pieces[piece(word)];
        return piece == null ? fill(word) : piece[index(word)];
    }

    private long[] make(long word) {
        long[] piece = new long[WORDS];
        if (fill(word) != 0) {
            Arrays.fill(piece, fill(word));
        }
        pieces[piece(word)] = piece;
        return piece;
    }

    @Override
    public void write(long word, long next) {
        long[] piece = pieces[piece(word)];
        if (piece != null) {
            piece[index(word)] = next;
        } else if (next != fill(word)) {
            make(word)[index(word)] = next;
        }
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        return compareAndExchange(word, expected, next) == expected;
    }

    @Override
    public long compareAndExchange(long word, long expected, long next) {
        long[] piece = pieces[piece(word)];
        long old = piece == null ? fill(word) : piece[index(word)];
        if (old == expected) {
            if (piece == null) {
                write(word, next);
            } else {
                piece[index(word)] = next;
            }
        }
        return old;
    }

    @Override
    public long exchange(long word, long next) {
        long[] piece = pieces[piece(word)];
        if (piece == null) {
            write(word, next);
            return fill(word);
        }
        long old = piece[index(word)];
        piece[index(word)] = next;
        return old;
    }

    @Override
    public long add(long word, long delta) {
        long[] there = pieces[piece(word)];
        long[] piece = there != null ? there : make(word);
        long sum = piece[index(word)] + delta;
        piece[index(word)] = sum;
        return sum;
    }
}
