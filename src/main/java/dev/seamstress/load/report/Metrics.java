package dev.seamstress.load.report;

import dev.seamstress.load.random.Times;

/** Numbers of results as people write them, in the unit that their names tell. */
public final class Metrics {
    private Metrics() {}

    /** A value of that metric. */
    public static String text(String metric, double value) {
        if (metric.matches(".*\\.(share|utilisation|contention|little|worst)(\\.max)?|lost\\..*")) {
            return Tables.percent(value);
        }
        boolean isTime = metric.matches(".*\\.(mean|min|max|p50|p90|p99|p999|time)|.*\\.part\\..*")
                && !metric.endsWith(".queue.max");
        return isTime ? Times.text(value) : Tables.count(value);
    }
}
