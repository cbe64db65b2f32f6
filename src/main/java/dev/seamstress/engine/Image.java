package dev.seamstress.engine;

import java.util.Arrays;

/**
 * One machine's words at one time.
 *
 * <p>Shape: hashed words, each of a kind, unhashed words, and references, each in the order of the machine's walk; what
 * stands beyond the counts is nobody's. A change of one of them is journaled as what it was, then where: a place, what
 * it is of, and a hashed word's kind.
 */
final class Image {
    static final int OF_WORD = 0;
    static final int OF_UNHASHED = 1;
    static final int OF_REFERENCE = 2;
    static final int PLACE_BITS = 20;
    static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

    long[] words = new long[64];
    byte[] kinds = new byte[64];
    int count;
    long[] unhashed = new long[8];
    int unhashedCount;
    Object[] references = new Object[16];
    int referenceCount;
    Sections sections = new Sections();

    long counts() {
        return count | (long) unhashedCount << PLACE_BITS | (long) referenceCount << 2 * PLACE_BITS;
    }

    void setCounts(long counts) {
        count = (int) counts & PLACE_MASK;
        unhashedCount = (int) (counts >>> PLACE_BITS) & PLACE_MASK;
        referenceCount = (int) (counts >>> 2 * PLACE_BITS);
    }

    void undo(Journal journal) {
        int what = (int) journal.pop();
        int place = what & PLACE_MASK;
        switch (what >>> PLACE_BITS & 3) {
            case OF_WORD -> {
                words[place] = journal.pop();
                kinds[place] = (byte) (what >>> PLACE_BITS + 2);
            }
            case OF_UNHASHED -> unhashed[place] = journal.pop();
            default -> references[place] = journal.popReference();
        }
    }

    /** Makes room for as many; what is there stays. */
    void reserve(int hashed, int others, int objects) {
        if (hashed > words.length) {
            words = Arrays.copyOf(words, 2 * hashed);
            kinds = Arrays.copyOf(kinds, 2 * hashed);
        }
        if (others > unhashed.length) {
            unhashed = Arrays.copyOf(unhashed, 2 * others);
        }
        if (objects > references.length) {
            references = Arrays.copyOf(references, 2 * objects);
        }
    }

    /** The hashed words, a copy. */
    long[] words() {
        return Arrays.copyOf(words, count);
    }

    /** The unhashed words, a copy. */
    long[] unhashed() {
        return Arrays.copyOf(unhashed, unhashedCount);
    }
}
