package dev.seamstress.trace.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the columns of a race diagram stand: as wide as their lines need if there is room, else the room is shared, and
 * who needs less than a fair share gets what it needs.
 *
 * <p>Shape: positions count from 0, after the margin with the step numbers. Without room for all columns there is one
 * for all lines, which begin with their thread's name.
 */
final class RaceLayout {
    /** No column is narrower, unless all its lines are. */
    static final int COLUMN_MIN = 20;

    /** No column but the last is wider: a long line is broken, so that columns stay near each other. */
    private static final int COLUMN_MAX = 42;

    private static final int GAP_MIN = 2;
    private static final int GAP_MAX = 6;

    private final int margin;
    private final int[] starts;
    private final int[] widths;
    private final int nameWidth;

    private RaceLayout(int margin, int[] starts, int[] widths, int nameWidth) {
        this.margin = margin;
        this.starts = starts;
        this.widths = widths;
        this.nameWidth = nameWidth;
    }

    /**
     * A layout for columns that would like to be {@code wishes} wide, or null if {@code width} is too narrow. The last
     * column has all that is left.
     */
    static RaceLayout columns(int margin, int[] wishes, int width) {
        int count = wishes.length;
        int[] needs = wishes.clone();
        for (int i = 0; i < count - 1; i++) {
            needs[i] = Math.min(needs[i], COLUMN_MAX);
        }
        int room = width - margin - GAP_MIN * (count - 1);
        int[] widths = shares(needs, room);
        int sum = 0;
        for (int i = 0; i < count; i++) {
            if (widths[i] < Math.min(needs[i], COLUMN_MIN)) {
                return null;
            }
            sum += widths[i];
        }
        int gap = count < 2 ? 0 : GAP_MIN + Math.min(GAP_MAX - GAP_MIN, (room - sum) / (count - 1));
        int[] starts = new int[count];
        int position = margin;
        for (int i = 0; i < count; i++) {
            starts[i] = position;
            position += widths[i] + gap;
        }
        if (count > 0) {
            widths[count - 1] = width - starts[count - 1];
        }
        return new RaceLayout(margin, starts, widths, 0);
    }

    /** One column for {@code count} threads with names of up to {@code nameWidth} characters. */
    static RaceLayout single(int margin, int count, int nameWidth, int width) {
        int start = margin + nameWidth + 2;
        int[] starts = new int[count];
        int[] widths = new int[count];
        Arrays.fill(starts, start);
        Arrays.fill(widths, width - start);
        return new RaceLayout(margin, starts, widths, nameWidth);
    }

    /** Everybody's part of {@code room}: the smallest need first, each at most a fair share of what is left. */
    private static int[] shares(int[] needs, int room) {
        int[] shares = new int[needs.length];
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < needs.length; i++) {
            open.add(i);
        }
        open.sort((left, right) -> needs[left] != needs[right] ? needs[left] - needs[right] : left - right);
        int left = room;
        for (int i = 0; i < open.size(); i++) {
            int column = open.get(i);
            shares[column] = Math.max(0, Math.min(needs[column], left / (open.size() - i)));
            left -= shares[column];
        }
        return shares;
    }

    /** True if lines name their thread. */
    boolean isSingle() {
        return nameWidth > 0;
    }

    int margin() {
        return margin;
    }

    int start(int column) {
        return starts[column];
    }

    int width(int column) {
        return widths[column];
    }
}
