package dev.seamstress.load.metrics;

import java.util.List;

/**
 * What a run was like while it lasted.
 *
 * <p>Shape: windows begin at {@code origin}, when everything begins to count, and have the same width in all series of
 * the run; {@code slowest}: slowest first; {@code tds}: each TD by itself, in order, in fewer windows, if there are
 * several.
 */
public record Recorded(
        long origin,
        long end,
        long width,
        List<Series> series,
        List<Percentiles> percentiles,
        List<SlowFault> slowest,
        List<Recorded> tds) {
    public Recorded {
        series = List.copyOf(series);
        percentiles = List.copyOf(percentiles);
        slowest = List.copyOf(slowest);
        tds = List.copyOf(tds);
    }
}
