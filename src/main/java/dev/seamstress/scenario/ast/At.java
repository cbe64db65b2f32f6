package dev.seamstress.scenario.ast;

/**
 * Where a piece of a scenario stands in its file.
 *
 * <p>Shape: line and column count from 1, in code points, a tab as one; length is the number of carets under it. A
 * class and not a record, because positions take no part in the equality of the nodes that carry them: all are equal.
 */
public final class At {
    /** The place of something that was not written, such as a default. */
    public static final At NONE = new At(0, 0, 0);

    private final int line;
    private final int column;
    private final int length;

    private At(int line, int column, int length) {
        this.line = line;
        this.column = column;
        this.length = length;
    }

    /** The place of {@code length} characters from {@code line} and {@code column}. */
    public static At of(int line, int column, int length) {
        return new At(line, column, Math.max(length, 1));
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    public int length() {
        return length;
    }

    /** Whether this is no place at all. */
    public boolean isNone() {
        return line == 0;
    }

    /** The one place just behind this one. */
    public At after() {
        return new At(line, column + length, 1);
    }

    /** From here to the end of {@code last}; only this place if {@code last} is on another line. */
    public At to(At last) {
        return line != last.line || last.isNone() ? this : new At(line, column, last.column + last.length - column);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof At;
    }

    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
