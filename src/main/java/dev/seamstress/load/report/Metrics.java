package dev.seamstress.load.report;

import dev.seamstress.load.job.MetricUnit;
import dev.seamstress.load.random.Times;

/** Numbers of results as people write them, in the unit that their names tell. */
public final class Metrics {
    private Metrics() {}

    /** A value of that metric. */
    public static String text(String metric, double value) {
        return switch (MetricUnit.of(metric)) {
            case SHARE -> Tables.percent(value);
            case TIME -> Times.text(value);
            case RATE, COUNT -> Tables.count(value);
        };
    }
}
