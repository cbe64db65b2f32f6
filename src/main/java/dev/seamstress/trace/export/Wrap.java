package dev.seamstress.trace.export;

/** Where long text is broken: at a space if there is one, else at the width. */
final class Wrap {
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

    /** Writes {@code text} in lines of {@link ColumnLayout#WIDTH}, those after the first indented. */
    static void paragraph(Out out, String text, String indent) {
        int from = 0;
        while (from < text.length()) {
            String before = from == 0 ? "" : indent;
            int end = end(text, from, ColumnLayout.WIDTH - before.length());
            out.text().append(before).append(text, from, end);
            out.endLine();
            from = next(text, end);
        }
    }
}
