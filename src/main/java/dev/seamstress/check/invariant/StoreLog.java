package dev.seamstress.check.invariant;

import java.util.Arrays;

/** The stores of one step, in order, to words of which some rule wants to know. Empty between steps. */
final class StoreLog {
    private long[] words = new long[32];
    private long[] olds = new long[32];
    private long[] nexts = new long[32];
    private WordGroup[] groups = new WordGroup[32];
    private int count;
    private int touched;

    void clear() {
        count = 0;
        touched = 0;
    }

    void add(WordGroup group, long word, long old, long next) {
        if (count == words.length) {
            words = Arrays.copyOf(words, 2 * count);
            olds = Arrays.copyOf(olds, 2 * count);
            nexts = Arrays.copyOf(nexts, 2 * count);
            groups = Arrays.copyOf(groups, 2 * count);
        }
        words[count] = word;
        olds[count] = old;
        nexts[count] = next;
        groups[count++] = group;
        touched |= group.bit();
    }

    int count() {
        return count;
    }

    /** The groups that were stored to, in bits of {@link WordGroup}. */
    int touched() {
        return touched;
    }

    WordGroup group(int index) {
        return groups[index];
    }

    long word(int index) {
        return words[index];
    }

    long old(int index) {
        return olds[index];
    }

    long next(int index) {
        return nexts[index];
    }

    /** True if the store at {@code index} is the first of its group to its word. */
    boolean isFirst(int index) {
        for (int i = 0; i < index; i++) {
            if (words[i] == words[index] && groups[i] == groups[index]) {
                return false;
            }
        }
        return true;
    }

    /** The place of the first store to the word, or -1. */
    int first(long word) {
        for (int i = 0; i < count; i++) {
            if (words[i] == word) {
                return i;
            }
        }
        return -1;
    }
}
