package dev.seamstress.load.report;

import dev.seamstress.load.run.Estimate;
import dev.seamstress.load.stats.Scaling;
import dev.seamstress.load.stats.Usl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a number goes with another, of several results of one job.
 *
 * @param over what was changed, such as {@code td.vcpus}
 * @param metric which number it is
 * @param law the curve that was fitted, in words; empty if there is none
 * @param usl the same as numbers
 */
public record Curve(String over, String metric, String law, Optional<Usl> usl, List<Point> points) {
    public Curve {
        points = List.copyOf(points);
    }

    /** A result; {@code fitted}: what the law says, NaN if there is none; {@code half}: of the 95 % interval. */
    public record Point(double value, double mean, double half, double fitted) {}

    /**
     * Of the points of a sweep over a key; {@code scaling}: the law that was fitted, if there is one. Nothing if the
     * values are no numbers.
     */
    public static Optional<Curve> of(
            String over, String metric, List<Scaling.Point> points, Optional<Scaling> scaling) {
        List<Point> drawn = new ArrayList<>();
        for (Scaling.Point point : points) {
            if (!point.value().matches("\\d{1,9}")) {
                return Optional.empty();
            }
            double value = Double.parseDouble(point.value());
            Estimate estimate = point.result().estimate(metric);
            double half = estimate.count() < 2 ? Double.NaN : estimate.halfWidth();
            double fitted = scaling.map(law -> law.law().at(value)).orElse(Double.NaN);
            drawn.add(new Point(value, estimate.mean(), half, fitted));
        }
        drawn.sort(Comparator.comparingDouble(Point::value));
        return Optional.of(
                new Curve(over, metric, scaling.map(Curve::words).orElse(""), scaling.map(Scaling::law), drawn));
    }

    private static String words(Scaling scaling) {
        Usl law = scaling.law();
        return String.format(
                Locale.ROOT,
                "Universal Scalability Law, dashed: one alone %.0f, contention \u03c3 = %.3g, coherence \u03ba = %.3g,"
                        + " R\u00b2 = %.3f%s; %s. Bars are 95 %% intervals. All else on this page is of the last point.",
                law.lambda(),
                law.sigma(),
                law.kappa(),
                law.r2(),
                law.isPoor() ? ", a poor fit" : "",
                knee(scaling));
    }

    private static String knee(Scaling scaling) {
        if (Double.isInfinite(scaling.law().knee())) {
            return "no knee";
        }
        String where = String.format(Locale.ROOT, "knee at %.0f", scaling.law().knee());
        if (scaling.isKneeBeyond()) {
            return where + ", where nobody has looked";
        }
        return scaling.isKneeSeen() ? where : where + ", but no point falls: it is level there";
    }

    Chart chart() {
        List<Chart.Row> rows = new ArrayList<>();
        for (Point point : points) {
            rows.add(Chart.row(point.value, point.mean, point.half, point.fitted));
        }
        return new Chart(
                "scaling",
                "How it scales: " + metric + " over " + over,
                law.isEmpty()
                        ? "Means of replications with their 95 % intervals. All else on this page is of the last point."
                        : law,
                Chart.Form.SCALING,
                metric.endsWith(".rate") ? Chart.Unit.RATE : Chart.Unit.COUNT,
                List.of(over, metric, "half width of 95 % interval", "fitted"),
                rows);
    }
}
