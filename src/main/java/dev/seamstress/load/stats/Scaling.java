package dev.seamstress.load.stats;

import dev.seamstress.load.run.Estimate;
import dev.seamstress.load.run.LoadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How a rate grows with a number that a sweep varies.
 *
 * <p>Shape: {@code law}: fitted to the means of the points. The estimates are over replications, of which each has a
 * curve of its own, as replication {@code i} has the same random numbers at every point.
 */
public record Scaling(String metric, Usl law, Estimate lambda, Estimate sigma, Estimate kappa, double last) {
    private static final int POINTS_LEAST = Usl.PARAMETERS + 1;

    /** One point of a sweep: a value of the key, as it was given, and what came of it. */
    public record Point(String value, LoadResult result) {
        /** The value, if it is a whole number from 1 on. */
        private Optional<Double> number() {
            boolean isNumber = value.matches("[1-9]\\d{0,8}");
            return isNumber ? Optional.of(Double.parseDouble(value)) : Optional.empty();
        }
    }

    /** A scaling, or why there is none. */
    public record Answer(Optional<Scaling> scaling, String whyNot) {
        private static Answer no(String why) {
            return new Answer(Optional.empty(), why);
        }
    }

    /** How {@code metric} grows with the value of the points. */
    public static Answer of(List<Point> points, String metric) {
        if (points.stream().anyMatch(point -> point.number().isEmpty())) {
            return Answer.no("it is for numbers of something, such as td.vcpus=1,2,4");
        }
        double[] n = points.stream()
                .mapToDouble(point -> point.number().orElseThrow())
                .toArray();
        long different = points.stream().map(Point::number).distinct().count();
        if (different < POINTS_LEAST) {
            return Answer.no("it has " + Usl.PARAMETERS + " parameters, and these are " + different + " points: give "
                    + POINTS_LEAST + " or more");
        }
        Optional<Usl> law = Usl.fit(n, rates(points, result -> mean(result, metric)));
        if (law.isEmpty()) {
            return Answer.no(metric + " is 0 at a point");
        }
        List<Usl> each = new ArrayList<>();
        int replications = points.stream()
                .mapToInt(point -> point.result().runs().size())
                .min()
                .orElse(0);
        for (int i = 0; i < replications; i++) {
            int number = i;
            Usl.fit(n, rates(points, result -> value(result, number, metric))).ifPresent(each::add);
        }
        if (each.size() < replications) {
            return Answer.no(metric + " is 0 in a replication");
        }
        Scaling scaling = new Scaling(
                metric,
                law.orElseThrow(),
                estimate(each, Usl::lambda),
                estimate(each, Usl::sigma),
                estimate(each, Usl::kappa),
                n[n.length - 1]);
        return new Answer(Optional.of(scaling), "");
    }

    private static double[] rates(List<Point> points, ToDoubleFunction<LoadResult> rate) {
        return points.stream()
                .mapToDouble(point -> rate.applyAsDouble(point.result()))
                .toArray();
    }

    private static double mean(LoadResult result, String metric) {
        return result.estimate(metric).mean();
    }

    private static double value(LoadResult result, int replication, String metric) {
        return result.runs().get(replication).summary().values().get(metric);
    }

    private static Estimate estimate(List<Usl> all, ToDoubleFunction<Usl> parameter) {
        return Estimate.of(all.stream().mapToDouble(parameter).toArray());
    }

    /** True if nobody has looked where the knee is said to be. */
    public boolean isKneeBeyond() {
        return law.knee() > last;
    }
}
