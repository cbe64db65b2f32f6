package dev.seamstress.load.sim;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.SharedMemory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Shared words for one thread, without undo.
 *
 * <p>Shape: a piece is an array of 64 words, an eighth of a page, made when something else than the page's fill value
 * is first written into it; until then it is one that all pages with that fill value share, so that a read need not
 * ask. Pieces are small so that what many threads use of pages of their own is close together.
 */
public final class SimMemory implements SharedMemory {
    private static final int SHIFT = 6;
    private static final int WORDS = 1 << SHIFT;
    /** By this length a piece is known that nobody has written into. */
    private static final int UNWRITTEN = WORDS + 1;

    private static final int PIECES_PER_PAGE = MemoryMap.WORDS_PER_PAGE / WORDS;

    private final MemoryMap map;
    private final long[][] pieces;
    /** By the fill value; all pages that have it share one. */
    private final Map<Long, long[]> unwrittens = new HashMap<>();

    /** Every word at its class's fill value, but those of {@code initials}. */
    SimMemory(MemoryMap map, Iterable<Assembly.Initial> initials, Iterable<Fill> filled) {
        this.map = map;
        pieces = new long[map.pages() * PIECES_PER_PAGE][];
        for (int page = 0; page < map.pages(); page++) {
            fill(page, 1, map.fill(page));
        }
        for (Fill fill : filled) {
            fill(MemoryMap.page(fill.word()), fill.pages(), fill.value());
        }
        for (Assembly.Initial initial : initials) {
            write(initial.word(), initial.value());
        }
    }

    private void fill(int first, int count, long value) {
        long[] unwritten = unwrittens.computeIfAbsent(value, SimMemory::unwritten);
        Arrays.fill(pieces, first * PIECES_PER_PAGE, (first + count) * PIECES_PER_PAGE, unwritten);
    }

    private static long[] unwritten(long value) {
        long[] piece = new long[UNWRITTEN];
        Arrays.fill(piece, value);
        return piece;
    }

    /** {@code pages} whole pages, the first of which begins with {@code word}, all of whose words begin as this. */
    public record Fill(long word, int pages, long value) {}

    /** Bytes of the pages into which something was written. */
    public long bytes() {
        return IntStream.range(0, map.pages()).filter(this::isWritten).count() * MemoryMap.WORDS_PER_PAGE * Long.BYTES;
    }

    /** Bytes of those of them whose words are of the class of that name. */
    public long bytes(String wordClass) {
        return IntStream.range(0, map.pages())
                        .filter(page ->
                                map.classOf(MemoryMap.word(page, 0)).name().equals(wordClass))
                        .filter(this::isWritten)
                        .count()
                * MemoryMap.WORDS_PER_PAGE
                * Long.BYTES;
    }

    private boolean isWritten(int page) {
        for (int i = 0; i < PIECES_PER_PAGE; i++) {
            if (isWritten(pieces[page * PIECES_PER_PAGE + i])) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWritten(long[] piece) {
        return piece.length == WORDS;
    }

    private static int piece(long word) {
        return (int) (word >>> SHIFT);
    }

    private static int index(long word) {
        return (int) word & WORDS - 1;
    }

    @Override
    public long read(long word) {
        return pieces[piece(word)][index(word)];
    }

    /** The word's piece, to be written into. */
    private long[] written(long word) {
        long[] piece = pieces[piece(word)];
        return isWritten(piece) ? piece : make(word);
    }

    private long[] make(long word) {
        long[] piece = Arrays.copyOf(pieces[piece(word)], WORDS);
        pieces[piece(word)] = piece;
        return piece;
    }

    @Override
    public void write(long word, long next) {
        long[] piece = pieces[piece(word)];
        if (isWritten(piece)) {
            piece[index(word)] = next;
        } else if (next != piece[index(word)]) {
            make(word)[index(word)] = next;
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
        long[] piece = written(word);
        long sum = piece[index(word)] + delta;
        piece[index(word)] = sum;
        return sum;
    }
}
