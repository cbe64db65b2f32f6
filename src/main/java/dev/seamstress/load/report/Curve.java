package dev.seamstress.load.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How a number goes with another, of several results of one job.
 *
 * @param over what was changed, such as {@code td.vcpus}
 * @param metric which number it is
 * @param law the curve that was fitted, in words; empty if there is none
 */
public record Curve(String over, String metric, String law, List<Point> points) {
    public Curve {
        points = List.copyOf(points);
    }

    /** A result; {@code fitted}: what the law says, NaN if there is none; {@code half}: of the 95 % interval. */
    public record Point(double value, double mean, double half, double fitted) {}

    Chart chart() {
        List<Chart.Row> rows = new ArrayList<>();
        for (Point point : points) {
            rows.add(Chart.row(point.value, point.mean, point.half, point.fitted));
        }
        return new Chart(
                "scaling",
                "How it scales: " + metric + " over " + over,
                law.isEmpty() ? "Means of replications with their 95 % intervals." : law,
                Chart.Form.SCALING,
                metric.endsWith(".rate") ? Chart.Unit.RATE : Chart.Unit.COUNT,
                List.of(over, metric, "half width of 95 % interval", "fitted"),
                rows);
    }
}
