package dev.seamstress.explore;

import java.util.Arrays;

/**
 * The states from the first one to where a depth-first search is: of each the place in the journal to go back to, the
 * channel to try next, and what is known of the set of states to which it belongs.
 */
final class Path {
    /** A step leads out of the set. */
    private static final int LEFT = 1;
    /** A step leads to a state of the set. */
    private static final int INSIDE = 2;
    /** A step that ends an operation leads to a state of the set. */
    private static final int PROGRESS = 4;

    private static final int OF_THE_SET = LEFT | INSIDE | PROGRESS;
    /** The step that led to the state ended an operation. */
    private static final int ENTERED_BY_PROGRESS = 8;
    /** No step is made from the state, or no other. */
    private static final int SKIPPED = 16;
    /** One step is made from the state. */
    private static final int ONE = 32;

    private static final int BYTES_PER_STATE = 17;

    private int[] marks = new int[1 << 10];
    private int[] channels = new int[1 << 10];
    private int[] numbers = new int[1 << 10];
    /** The smallest number of an open state that is known to be reached from it. */
    private int[] lows = new int[1 << 10];

    private byte[] flags = new byte[1 << 10];
    private int depth;
    private int maxDepth;

    /** {@code isProgress}: the step that leads here ended an operation. */
    void push(int mark, int number, boolean isProgress) {
        if (depth == marks.length) {
            marks = Arrays.copyOf(marks, depth * 2);
            channels = Arrays.copyOf(channels, depth * 2);
            numbers = Arrays.copyOf(numbers, depth * 2);
            lows = Arrays.copyOf(lows, depth * 2);
            flags = Arrays.copyOf(flags, depth * 2);
        }
        marks[depth] = mark;
        channels[depth] = 0;
        numbers[depth] = number;
        lows[depth] = number;
        flags[depth] = isProgress ? (byte) ENTERED_BY_PROGRESS : 0;
        maxDepth = Math.max(maxDepth, ++depth);
    }

    /** Goes back to the state before. What the newest knows of its set that one learns, if it is the same set. */
    void pop(boolean isSetClosed) {
        depth--;
        if (depth == 0) {
            return;
        }
        int before = depth - 1;
        if (isSetClosed) {
            flags[before] |= LEFT;
        } else {
            lows[before] = Math.min(lows[before], lows[depth]);
            int entry = (flags[depth] & ENTERED_BY_PROGRESS) != 0 ? PROGRESS : INSIDE;
            flags[before] |= (byte) (flags[depth] & OF_THE_SET | entry);
        }
    }

    /** How many states there are, the first one included. */
    int depth() {
        return depth;
    }

    int maxDepth() {
        return maxDepth;
    }

    // Of the newest state.

    /** The channel from which on to look for the next choice. */
    int nextChannel() {
        return (flags[depth - 1] & SKIPPED) != 0 ? Integer.MAX_VALUE : channels[depth - 1];
    }

    void choose(int channel) {
        channels[depth - 1] = channel + 1;
        if ((flags[depth - 1] & ONE) != 0) {
            skip();
        }
    }

    /** Only the step at the channel is made from it. Requires: it is made next. */
    void chooseOnly(int channel) {
        channels[depth - 1] = channel;
        flags[depth - 1] |= ONE;
    }

    int mark() {
        return marks[depth - 1];
    }

    int number() {
        return numbers[depth - 1];
    }

    /** No step is made from it, or no other. */
    void skip() {
        flags[depth - 1] |= SKIPPED;
    }

    /** A step leads out of its set of states. */
    void setLeft() {
        flags[depth - 1] |= LEFT;
    }

    /** A step leads to an open state, hence one of the same set. */
    void reach(int number, boolean isProgress) {
        lows[depth - 1] = Math.min(lows[depth - 1], number);
        flags[depth - 1] |= (byte) (isProgress ? PROGRESS : INSIDE);
    }

    /** True if it is the first of its set that was entered; asked when all its steps were made. */
    boolean isFirstOfItsSet() {
        return lows[depth - 1] == numbers[depth - 1];
    }

    /** True if its set, which is known whole, has steps inside, none of them progress, and none that lead out. */
    boolean isTrap() {
        return (flags[depth - 1] & OF_THE_SET) == INSIDE;
    }

    /** True if its set, which is known whole, has steps inside, none of them progress, and some that lead out. */
    boolean isStarvation() {
        return (flags[depth - 1] & OF_THE_SET) == (INSIDE | LEFT);
    }

    /** The channel that was last chosen at the state with that index, or -1 if none was yet. */
    int chosen(int index) {
        return channels[index] - 1;
    }

    long bytes() {
        return (long) BYTES_PER_STATE * marks.length;
    }
}
