package dev.seamstress.scenario.problem;

import java.util.List;

/**
 * The text of a file and its lines, for showing where a problem is.
 *
 * <p>Shape: lines end at LF, a CR before it is no part of the line; the text may hold anything.
 */
public final class Source {
    private final String text;
    private final List<String> lines;

    public Source(String text) {
        this.text = text;
        this.lines = List.of(text.split("\n", -1));
    }

    public String text() {
        return text;
    }

    /** How many lines there are; at least one. */
    public int lineCount() {
        return lines.size();
    }

    /** A line, counted from 1, without its end. */
    public String line(int number) {
        String line = lines.get(number - 1);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
