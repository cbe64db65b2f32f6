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
 * curve of its own, as replication {@code i} has the same random numbers at every point. {@code last}: the greatest
 * number; {@code most}: the greatest rate of a point, at {@code mostAt}; {@code atLast}: that of the last.
 */
public record Scaling(
        String metric,
        Usl law,
        Estimate lambda,
        Estimate sigma,
        Estimate kappa,
        double last,
        double most,
        double mostAt,
        double atLast) {
    /** Rates that differ by less are the same: from there on more do nothing. */
    private static final double LEVEL = 0.03;

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
        double[] rates = rates(points, result -> mean(result, metric));
        Optional<Usl> law = Usl.fit(n, rates);
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
        int last = 0;
        int most = 0;
        for (int i = 1; i < n.length; i++) {
            last = n[i] > n[last] ? i : last;
            most = rates[i] > rates[most] ? i : most;
        }
        Scaling scaling = new Scaling(
                metric,
                law.orElseThrow(),
                estimate(each, Usl::lambda),
                estimate(each, Usl::sigma),
                estimate(each, Usl::kappa),
                n[last],
                rates[most],
                n[most],
                rates[last]);
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
        return result.value(replication, metric);
    }

    private static Estimate estimate(List<Usl> all, ToDoubleFunction<Usl> parameter) {
        return Estimate.of(all.stream().mapToDouble(parameter).toArray());
    }

    /**
     * True if the last point does less than another, so that there is a knee whatever the curve says. The law has no
     * other way to bend than down: of a limit that only so many can pass, as at a lock, it makes a knee, too.
     */
    public boolean isKneeSeen() {
        return atLast < (1 - LEVEL) * most;
    }

    /** True if nobody has looked where the knee is said to be. */
    public boolean isKneeBeyond() {
        return law.knee() > last;
    }
}
