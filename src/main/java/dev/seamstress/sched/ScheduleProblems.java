package dev.seamstress.sched;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a schedule file, up to so much that a person reads. */
final class ScheduleProblems {
    private static final int KEPT_MAX = 20;
    private static final int QUOTED_MAX = 40;

    private final List<ScheduleProblem> problems = new ArrayList<>();

    /** Adds a problem at a place; {@code hint} may be null. */
    void add(int line, int column, int length, String message, String hint) {
        if (problems.size() < KEPT_MAX) {
            problems.add(new ScheduleProblem(line, column, Math.max(length, 1), message, hint));
        }
    }

    void ofTheFile(String message, String hint) {
        problems.add(ScheduleProblem.ofTheFile(message, hint));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** True if more problems would not be kept. */
    boolean isFull() {
        return problems.size() >= KEPT_MAX;
    }

    List<ScheduleProblem> list() {
        return List.copyOf(problems);
    }

    /** A stranger's word, so that it can be printed: short, and without what moves a cursor. */
    static String quoted(String word) {
        String start = word.length() <= QUOTED_MAX ? word : word.substring(0, QUOTED_MAX) + "…";
        return "`" + start.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "?") + "`";
    }
}
