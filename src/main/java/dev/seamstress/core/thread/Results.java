package dev.seamstress.core.thread;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;

/**
 * Where a column leaves its results for claims to read: words that the thread alone touches.
 *
 * <p>Shape: the first word is the ordinal of a {@link ColumnEnd}; then for each row the ordinal of its {@link OpResult}
 * plus one, 0 while it has none.
 */
public record Results(int firstPage) {
    /** Adds the words of a column with {@code rows} rows, run by {@code machine}, to {@code map}. */
    public static Results add(MemoryMap map, int machine, int rows) {
        int pages = 1 + rows / MemoryMap.WORDS_PER_PAGE;
        return new Results(map.add(WordClass.owned("column.results", machine, 0), pages));
    }

    /** The word that says how far the column is. */
    public long end() {
        return MemoryMap.word(firstPage, 0);
    }

    /** The word of the row at {@code index}. */
    public long row(int index) {
        return end() + 1 + index;
    }
}
