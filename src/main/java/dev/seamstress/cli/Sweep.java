package dev.seamstress.cli;

import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.stats.Scaling;
import java.util.List;

/**
 * What a sweep came to.
 *
 * <p>Shape: {@code asked}: how many points it has; {@code points} are less, or the last has less replications, if it
 * was interrupted. {@code metrics}: what a table shows.
 */
record Sweep(String key, int asked, List<Scaling.Point> points, List<String> metrics, Scaling.Answer scaling) {
    /** Any of the results, for what all have in common. */
    LoadResult any() {
        return points.get(0).result();
    }

    boolean isPartial() {
        return points.size() < asked
                || points.stream().anyMatch(point -> point.result().isPartial());
    }
}
