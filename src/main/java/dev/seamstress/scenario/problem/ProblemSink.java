package dev.seamstress.scenario.problem;

import dev.seamstress.scenario.ast.At;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Collects problems in any order and gives them out sorted by place. A wrong name is taken once. */
public final class ProblemSink {
    private final List<Problem> problems = new ArrayList<>();
    private final TreeSet<String> reportedNames = new TreeSet<>();

    public void add(Problem problem) {
        problems.add(problem);
    }

    /** Adds an error; {@code hint} may be null. */
    public void error(At at, String message, String hint) {
        add(Problem.error(at, message, hint));
    }

    /** Adds an error unless one with the same {@code key}, such as the wrong name, was added before. */
    public void once(String key, Problem problem) {
        if (reportedNames.add(key)) {
            add(problem);
        }
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** All problems by line and column; those of one place in the order in which they were found. */
    public List<Problem> sorted() {
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparingInt((Problem p) -> p.at().line()).thenComparingInt(p -> p.at().column()));
        return List.copyOf(sorted);
    }
}
