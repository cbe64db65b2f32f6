package dev.seamstress.engine;

import java.util.Arrays;

/**
 * A stack of what must be put back to undo: words, and references.
 *
 * <p>Shape: a record is pushed with its kind last, so that undo pops the kind first and knows what lies below.
 */
final class Journal {
    /** Kinds of records. */
    static final int WORD = 0;

    static final int PUSH = 1;
    static final int POP = 2;
    static final int IMAGE = 3;
    static final int STEP = 4;

    private long[] words = new long[1 << 14];
    private int top;
    private Object[] references = new Object[1 << 8];
    private int referenceTop;

    /** How much there is; what the marks of {@link Engine#mark} are made of. */
    int top() {
        return top;
    }

    void push(long word) {
        if (top == words.length) {
            words = Arrays.copyOf(words, top * 2);
        }
        words[top++] = word;
    }

    void push(long first, long second) {
        if (top + 2 > words.length) {
            words = Arrays.copyOf(words, words.length * 2);
        }
        words[top] = first;
        words[top + 1] = second;
        top += 2;
    }

    void push(long first, long second, long third) {
        if (top + 3 > words.length) {
            words = Arrays.copyOf(words, words.length * 2);
        }
        words[top] = first;
        words[top + 1] = second;
        words[top + 2] = third;
        top += 3;
    }

    void push(long[] source, int length) {
        while (top + length > words.length) {
            words = Arrays.copyOf(words, words.length * 2);
        }
        System.arraycopy(source, 0, words, top, length);
        top += length;
    }

    long pop() {
        return words[--top];
    }

    void pushReference(Object reference) {
        if (referenceTop == references.length) {
            references = Arrays.copyOf(references, referenceTop * 2);
        }
        references[referenceTop++] = reference;
    }

    Object popReference() {
        Object reference = references[--referenceTop];
        references[referenceTop] = null;
        return reference;
    }

    /** Bytes that it takes; a reference counts as eight. */
    long bytes() {
        return 8L * (words.length + references.length);
    }

    void clear() {
        top = 0;
        Arrays.fill(references, 0, referenceTop, null);
        referenceTop = 0;
    }
}
