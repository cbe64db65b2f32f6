package dev.seamstress.trace.export;

import java.util.ArrayList;
import java.util.List;

/** Where long text is broken: at a space if there is one, else at the width. */
public final class Wrap {
    /** No line of a timeline, or of what stands under it, is longer. */
    public static final int WIDTH = ColumnLayout.WIDTH;

    private Wrap() {}

    /** The end of a line of at most {@code width} characters that starts at {@code from}. */
    static int end(CharSequence text, int from, int width) {
        if (text.length() - from <= width) {
            return text.length();
        }
        for (int end = from + width; end > from; end--) {
            if (text.charAt(end) == ' ') {
                return end;
            }
        }
        return from + width;
    }

    /** The start of the line after one that ended at {@code end}. */
    static int next(CharSequence text, int end) {
        int next = end;
        while (next < text.length() && text.charAt(next) == ' ') {
            next++;
        }
        return next;
    }

    /** {@code text} in lines of at most {@link #WIDTH} characters, those after the first indented. */
    public static List<String> lines(String text, String indent) {
        return lines(text, indent, WIDTH);
    }

    /** The same for lines of at most {@code width} characters. */
    public static List<String> lines(String text, String indent, int width) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            String before = from == 0 ? "" : indent;
            int end = end(text, from, width - before.length());
            lines.add(before + text.substring(from, end));
            from = next(text, end);
        }
        return lines;
    }
}
