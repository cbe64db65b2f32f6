package dev.seamstress.trace.export;

import java.util.Arrays;

/** Draws the rows of a timeline in columns: step numbers, marks, texts, and bars beside frozen entries. */
final class ColumnRows {
    private static final int HANGING_INDENT = 4;
    private static final String DOTS = "...";

    private final Out out;
    private final ColumnLayout layout;
    private final Actors actors;
    private final Ink ink;
    private final int[] frozen;
    private final char[] cells;
    private int lastStep = -1;

    ColumnRows(Out out, ColumnLayout layout, Actors actors, Ink ink) {
        this.out = out;
        this.layout = layout;
        this.actors = actors;
        this.ink = ink;
        this.frozen = new int[actors.count()];
        this.cells = new char[layout.width()];
    }

    /** The names of the columns, and a rule under them. */
    void head() {
        head(false);
        head(true);
    }

    private void head(boolean isRule) {
        Arrays.fill(cells, ' ');
        int end = title(1 + layout.stepDigits() - 4, "step", isRule);
        if (layout.isSpread()) {
            for (int id : layout.shown()) {
                end = title(layout.start(id), actors.name(id), isRule);
            }
        } else {
            end = title(layout.whoStart(), "who", isRule);
        }
        emit(0, end, Mark.EVENT);
    }

    private int title(int position, String name, boolean isRule) {
        put(position, isRule ? "-".repeat(name.length()) : name);
        return position + name.length();
    }

    /** The actor holds a frozen entry from the next row on. */
    void freeze(int actor) {
        frozen[actor]++;
    }

    /** The actor holds one frozen entry less. */
    void thaw(int actor) {
        frozen[actor] = Math.max(0, frozen[actor] - 1);
    }

    /** The actor holds no frozen entry, as it has left the lock. */
    void thawAll(int actor) {
        frozen[actor] = 0;
    }

    /** A text of {@code actor}, in as many lines as it needs. */
    void row(int step, int actor, Mark mark, CharSequence text) {
        int start = layout.start(actor);
        int from = 0;
        boolean isFirst = true;
        while (from < text.length()) {
            int textStart = isFirst ? start : start + HANGING_INDENT;
            int end = Wrap.end(text, from, layout.width() - textStart);
            Arrays.fill(cells, ' ');
            if (isFirst) {
                number(step);
                who(actor);
            }
            bars(actor);
            int textEnd = textStart + end - from;
            Arrays.fill(cells, start - 1, Math.min(textEnd + 1, cells.length), ' ');
            if (isFirst && mark != Mark.EVENT) {
                put(start - ColumnLayout.GUTTER, mark.gutter());
            }
            for (int i = from; i < end; i++) {
                cells[textStart + i - from] = text.charAt(i);
            }
            emit(start - ColumnLayout.GUTTER, textEnd, mark);
            from = Wrap.next(text, end);
            isFirst = false;
        }
        lastStep = step;
    }

    /** A text across all columns, about steps that are left out. */
    void leftOut(String text) {
        int from = 0;
        while (from < text.length()) {
            int end = Wrap.end(text, from, layout.width() - layout.margin());
            Arrays.fill(cells, ' ');
            if (from == 0) {
                put(1 + layout.stepDigits() - DOTS.length(), DOTS);
            }
            put(layout.margin(), text.substring(from, end));
            emit(0, layout.margin() + end - from, Mark.EVENT);
            from = Wrap.next(text, end);
        }
        lastStep = -1;
    }

    private void number(int step) {
        if (step == lastStep) {
            return;
        }
        int rest = step;
        int position = layout.stepDigits();
        do {
            cells[position--] = (char) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
    }

    private void who(int actor) {
        if (!layout.isSpread()) {
            put(layout.whoStart(), actors.name(actor));
        }
    }

    private void bars(int actor) {
        if (!layout.isSpread()) {
            bar(actor);
            return;
        }
        for (int id : layout.shown()) {
            bar(id);
        }
    }

    private void bar(int id) {
        if (frozen[id] > 0) {
            cells[layout.start(id) - 2] = '|';
        }
    }

    private void put(int position, String text) {
        text.getChars(0, text.length(), cells, position);
    }

    /** Writes the line, with the ink of {@code mark} between {@code from} and {@code to}. */
    private void emit(int from, int to, Mark mark) {
        StringBuilder line = out.text();
        line.append(cells, 0, from);
        ink.begin(line, mark);
        line.append(cells, from, to - from);
        ink.end(line, mark);
        int end = cells.length;
        while (end > to && cells[end - 1] == ' ') {
            end--;
        }
        line.append(cells, to, end - to);
        out.endLine();
    }
}
