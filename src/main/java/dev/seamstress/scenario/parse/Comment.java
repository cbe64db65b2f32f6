package dev.seamstress.scenario.parse;

/**
 * A comment and the lines it stands on.
 *
 * <p>Shape: {@code text} is as written with its marks, line ends as LF; {@code token} is how many tokens come before
 * it.
 */
public record Comment(String text, int line, int endLine, int token) {
    /** Whether it reaches to the end of its line. */
    public boolean isLineComment() {
        return text.startsWith("//");
    }

    public boolean isOneLine() {
        return line == endLine;
    }
}
