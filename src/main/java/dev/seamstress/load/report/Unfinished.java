package dev.seamstress.load.report;

import dev.seamstress.load.random.Times;
import dev.seamstress.load.run.LoadResult;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the times of a result do not tell: who never comes to an end counts in none of them, and the others look fast.
 */
public final class Unfinished {
    private Unfinished() {}

    /** Less than this part of all tasks is what happens to wait when a phase ends. */
    private static final double SELDOM = 0.01;

    /**
     * What is to be said of it: that somebody was at the end under way for longer than anything else has taken, and
     * that many tasks found no vCPU.
     */
    public static Optional<String> note(LoadResult result) {
        String note = Stream.of(underWay(result), dropped(result))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
        return note.isEmpty() ? Optional.empty() : Optional.of(note);
    }

    private static Optional<String> dropped(LoadResult result) {
        double dropped = value(result, "task.dropped.count");
        double share = dropped / Math.max(1, dropped + value(result, "task.count"));
        return share < SELDOM
                ? Optional.empty()
                : Optional.of(Tables.count(dropped) + " tasks were dropped, " + Tables.percent(share)
                        + " of all: no vCPU had taken them when their phase ended. They count in no time here, but in"
                        + " the length of the queue.");
    }

    private static Optional<String> underWay(LoadResult result) {
        double longest = value(result, "run.unfinished.max");
        double slowest = LoadResult.names().stream()
                .filter(name -> name.matches("op\\.[a-z_]+\\.max"))
                .mapToDouble(name -> value(result, name))
                .max()
                .orElse(0);
        return longest <= slowest
                ? Optional.empty()
                : Optional.of("At the end " + Tables.count(value(result, "run.unfinished.count"))
                        + " operations were under way, the first of them for " + Times.text(longest)
                        + ", longer than any that has ended. They count in no time here.");
    }

    private static double value(LoadResult result, String metric) {
        return result.estimate(metric).mean();
    }
}
