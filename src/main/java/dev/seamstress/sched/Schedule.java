package dev.seamstress.sched;

import java.util.Arrays;

/**
 * The choices of one run, first to last: an immutable value.
 *
 * <p>Shape: choice {@code i} delivered the message that made step {@code i}.
 */
public final class Schedule {
    private final int[] pairs;

    private Schedule(int[] pairs) {
        this.pairs = pairs;
    }

    public int size() {
        return pairs.length / 2;
    }

    public int from(int step) {
        return pairs[2 * step];
    }

    public int to(int step) {
        return pairs[2 * step + 1];
    }

    public Choice at(int step) {
        return new Choice(from(step), to(step));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule that && Arrays.equals(pairs, that.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    /** The pairs in order, {@code from>to}, separated by spaces. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : " ").append(from(i)).append('>').append(to(i));
        }
        return text.toString();
    }

    /** Collects a schedule while a run goes on. */
    public static final class Recorder {
        private int[] pairs = new int[256];
        private int length;

        public void add(int from, int to) {
            if (length == pairs.length) {
                pairs = Arrays.copyOf(pairs, length * 2);
            }
            pairs[length++] = from;
            pairs[length++] = to;
        }

        public int size() {
            return length / 2;
        }

        public Schedule toSchedule() {
            return new Schedule(Arrays.copyOf(pairs, length));
        }
    }
}
