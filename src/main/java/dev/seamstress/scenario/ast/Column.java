package dev.seamstress.scenario.ast;

import dev.seamstress.scenario.words.ColumnKind;

/** A column of the header, or several with one script: {@code P[0..3]} has first 0 and last 3. */
public record Column(ColumnKind kind, int first, int last, At at) {
    /** Whether it stands for more than one. */
    public boolean isRanged() {
        return first != last;
    }

    /** How many it stands for. */
    public int count() {
        return last - first + 1;
    }

    /** The canonical text. */
    public String text() {
        return isRanged() ? kind.name() + "[" + first + ".." + last + "]" : kind.column(first);
    }
}
