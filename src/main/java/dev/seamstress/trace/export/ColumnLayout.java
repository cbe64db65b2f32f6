package dev.seamstress.trace.export;

import java.util.Arrays;

/**
 * Where texts start: a column for each machine that did something, spread so that the last still has room; or, with
 * more machines than fit, a column of names and one for all texts.
 *
 * <p>Shape: positions count from 0; a text's mark stands in the {@link #GUTTER} characters before it.
 */
final class ColumnLayout {
    static final int WIDTH = 120;
    static final int GUTTER = 3;
    private static final int LAST_COLUMN_MIN = 40;
    private static final int GAP_MAX = 40;
    private static final int STEP_DIGITS_MIN = 4;

    private final int width;
    private final int stepDigits;
    private final int first;
    private final int gap;
    private final int[] columnOf;
    private final int[] shown;

    /** A layout of {@code width} for the machines of {@code isActive}, and steps of up to {@code lastStep}. */
    ColumnLayout(Actors actors, boolean[] isActive, int lastStep, int width) {
        this.width = width;
        this.stepDigits = Math.max(STEP_DIGITS_MIN, Integer.toString(lastStep).length());
        this.columnOf = new int[isActive.length];
        int[] ids = new int[isActive.length];
        int count = 0;
        int longest = 0;
        for (int id = 0; id < isActive.length; id++) {
            if (isActive[id]) {
                columnOf[id] = count;
                ids[count++] = id;
                longest = Math.max(longest, actors.name(id).length());
            }
        }
        this.shown = Arrays.copyOf(ids, count);
        int margin = 1 + stepDigits + 1 + GUTTER;
        int room = width - LAST_COLUMN_MIN - margin;
        int spread = count < 2 ? 0 : Math.min(GAP_MAX, room / (count - 1));
        boolean fits = count < 2 || spread >= longest + GUTTER;
        this.gap = fits ? spread : 0;
        this.first = fits ? margin : margin + Math.max(longest, "who".length()) + 2;
    }

    /** True if every machine has its own column, false if rows name their machine. */
    boolean isSpread() {
        return gap > 0 || shown.length < 2;
    }

    /** Where the texts of machine {@code id} start. */
    int start(int id) {
        return first + gap * columnOf[id];
    }

    /** Where the names of machines start if rows name theirs. */
    int whoStart() {
        return 1 + stepDigits + 2;
    }

    /** How long a line may be. */
    int width() {
        return width;
    }

    /** Where the first column starts. */
    int margin() {
        return first;
    }

    int stepDigits() {
        return stepDigits;
    }

    /** The machines that have a row, in the order of their ids. */
    int[] shown() {
        return shown;
    }
}
