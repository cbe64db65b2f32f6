package dev.seamstress.engine;

/** The shared words that fields of machines are compared with, and whether a step has changed one of them. */
final class ReferenceWatch {
    private final long[] words;
    private final long[] before;
    private final JournaledMemory memory;

    ReferenceWatch(long[] words, JournaledMemory memory) {
        this.words = words;
        this.before = new long[words.length];
        this.memory = memory;
    }

    /** A step begins. */
    void begin() {
        for (int i = 0; i < words.length; i++) {
            before[i] = memory.peek(words[i]);
        }
    }

    /** True if the step has changed one. */
    boolean isAnyChanged() {
        for (int i = 0; i < words.length; i++) {
            if (memory.peek(words[i]) != before[i]) {
                return true;
            }
        }
        return false;
    }
}
