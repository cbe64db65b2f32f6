package dev.seamstress.core;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.OneThreadMemory;
import java.util.SortedMap;
import java.util.TreeMap;

/** Shared memory as a map of the words that are not at their fill values. */
public final class MapMemory implements OneThreadMemory {
    private final MemoryMap map;
    private final TreeMap<Long, Long> words = new TreeMap<>();

    public MapMemory(MemoryMap map) {
        this.map = map;
    }

    /** A copy. */
    public SortedMap<Long, Long> words() {
        return new TreeMap<>(words);
    }

    /** Goes back to what {@link #words} returned. */
    public void restore(SortedMap<Long, Long> copy) {
        words.clear();
        words.putAll(copy);
    }

    private long fill(long word) {
        return map.fill(MemoryMap.page(word));
    }

    @Override
    public long read(long word) {
        return words.getOrDefault(word, fill(word));
    }

    @Override
    public void write(long word, long next) {
        if (next == fill(word)) {
            words.remove(word);
        } else {
            words.put(word, next);
        }
    }
}
