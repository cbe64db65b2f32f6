package dev.seamstress.sched;

/**
 * One thing that is wrong with a schedule file.
 *
 * <p>Shape: line and column count from 1, and are 0 for a problem of the file as a whole; {@code length} is the number
 * of characters that are wrong, at least 1. {@code hint} may be null. What the file says stands in backquotes.
 */
public record ScheduleProblem(int line, int column, int length, String message, String hint) {
    static ScheduleProblem ofTheFile(String message, String hint) {
        return new ScheduleProblem(0, 0, 1, message, hint);
    }
}
