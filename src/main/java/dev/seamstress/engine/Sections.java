package dev.seamstress.engine;

import java.util.Arrays;

/**
 * Where the sections of one machine's walk begin among its words: a section is one procedure of a thread's stack.
 *
 * <p>Shape: the start of section {@code i}, for hashed words, unhashed ones and references; the section ends where the
 * next one begins, the last one where the walk ends. Of a section that the last walk did not enter, the places are
 * those of the walk before.
 */
final class Sections {
    private int[] words = new int[16];
    private int[] unhashed = new int[16];
    private int[] references = new int[16];
    private int count;

    /** How many sections the last walk came through. */
    int count() {
        return count;
    }

    /** The last walk came through so many. */
    void setCount(int sections) {
        count = sections;
    }

    /** A section begins there, or the walk ends. */
    void mark(int section, int word, int other, int reference) {
        if (section == words.length) {
            words = Arrays.copyOf(words, 2 * section);
            unhashed = Arrays.copyOf(unhashed, 2 * section);
            references = Arrays.copyOf(references, 2 * section);
        }
        words[section] = word;
        unhashed[section] = other;
        references[section] = reference;
    }

    /** True if the section is known to begin there. */
    boolean isAt(int section, int word, int other, int reference) {
        return section < count
                && words[section] == word
                && unhashed[section] == other
                && references[section] == reference;
    }

    int word(int section) {
        return words[section];
    }

    int unhashed(int section) {
        return unhashed[section];
    }

    int reference(int section) {
        return references[section];
    }
}
