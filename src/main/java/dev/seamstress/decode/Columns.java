package dev.seamstress.decode;

import dev.seamstress.scenario.ast.At;

/**
 * The places of a line, whose columns count code points from 1. Going through a line from left to right costs one look
 * at each character.
 */
final class Columns {
    private final String line;
    private final int number;
    private int index;
    private int column = 1;

    Columns(String line, int number) {
        this.line = line;
        this.number = number;
    }

    /** The place of {@code length} characters from {@code start}, an index into the line. */
    At at(int start, int length) {
        int from = Math.max(0, start);
        if (from < index) {
            index = 0;
            column = 1;
        }
        column += line.codePointCount(index, from);
        index = from;
        return At.of(number, column, length);
    }
}
