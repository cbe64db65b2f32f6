package dev.seamstress.load.report;

import dev.seamstress.load.random.Times;
import dev.seamstress.load.run.LoadResult;
import java.util.Optional;

/**
 * What the times of a result do not tell: who never comes to an end counts in none of them, and the others look fast.
 */
public final class Unfinished {
    private Unfinished() {}

    /** A sentence about it, where somebody was at the end under way for longer than anything else has taken. */
    public static Optional<String> note(LoadResult result) {
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
