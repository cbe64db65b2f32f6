package dev.seamstress.sched;

import java.util.ArrayList;
import java.util.List;

/** A key of the block and the pieces of lines that hold its value. */
final class ScheduleEntry {
    private final String key;
    private final int line;
    private final int column;
    private final List<Piece> pieces = new ArrayList<>();

    /** The part of a line from index {@code start} on; {@code number} counts from 1. */
    record Piece(int number, int start, String line) {}

    ScheduleEntry(String key, int line, int column) {
        this.key = key;
        this.line = line;
        this.column = column;
    }

    void add(int number, int start, String text) {
        pieces.add(new Piece(number, start, text));
    }

    int line() {
        return line;
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** A problem of the entry as a whole, shown at its key. */
    void problem(ScheduleProblems problems, String message, String hint) {
        problems.add(line, column, key.length(), message, hint);
    }
}
