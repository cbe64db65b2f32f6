package dev.seamstress.load.metrics;

import java.util.List;

/**
 * What a run was like while it lasted.
 *
 * <p>Shape: windows begin at {@code origin}, when everything begins to count, and have the same width in all series of
 * the run; {@code slowest}: slowest first.
 */
public record Recorded(
        long origin, long end, List<Series> series, List<Percentiles> percentiles, List<SlowFault> slowest) {
    public Recorded {
        series = List.copyOf(series);
        percentiles = List.copyOf(percentiles);
        slowest = List.copyOf(slowest);
    }

    /** How wide windows are. */
    public long width() {
        return Trail.width(end - origin);
    }
}
