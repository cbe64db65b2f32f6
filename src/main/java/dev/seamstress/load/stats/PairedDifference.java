package dev.seamstress.load.stats;

import dev.seamstress.load.run.Estimate;

/**
 * In what two jobs differ, by one metric: replication {@code i} of one is paired with replication {@code i} of the
 * other, which had the same random numbers.
 *
 * <p>Shape: {@code difference}: the second less the first, with the 95 % interval of the paired t-test. {@code p}: how
 * likely so large a difference is if there is none. {@code differs}: the interval does not have 0 in it, of this metric
 * alone. {@code differsAmongAll}: it also does with all metrics taken together.
 */
public record PairedDifference(
        String metric, Estimate first, Estimate second, Estimate difference, double p, boolean differsAmongAll) {
    static final double LEVEL = 0.05;

    /** Differences below this part of the values are what rounding leaves. */
    private static final double ROUNDING = 1e-12;

    /** Of values of replications, at least two. */
    static PairedDifference of(String metric, double[] first, double[] second) {
        double[] differences = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            double difference = second[i] - first[i];
            double rounding = ROUNDING * Math.max(Math.abs(first[i]), Math.abs(second[i]));
            differences[i] = Math.abs(difference) <= rounding ? 0 : difference;
        }
        Estimate difference = Estimate.of(differences);
        double p = p(differences, difference.mean());
        return new PairedDifference(metric, Estimate.of(first), Estimate.of(second), difference, p, false);
    }

    /** Of a time of which there are no two pairs: what each has by itself, and nothing of the difference. */
    static PairedDifference none(String metric, Estimate first, Estimate second) {
        return new PairedDifference(metric, first, second, Estimate.NONE, Double.NaN, false);
    }

    private static double p(double[] differences, double mean) {
        double squares = 0;
        for (double each : differences) {
            squares += (each - mean) * (each - mean);
        }
        int n = differences.length;
        double error = Math.sqrt(squares / (n - 1) / n);
        if (error <= ROUNDING * Math.abs(mean)) {
            return mean == 0 ? 1 : 0;
        }
        return StudentT.beyond(mean / error, n - 1);
    }

    PairedDifference amongAll(boolean differs) {
        return new PairedDifference(metric, first, second, difference, p, differs);
    }

    /** True if 0 is not in the interval. */
    public boolean differs() {
        return p < LEVEL;
    }

    /** False if there are no two pairs, so that nothing is said. */
    public boolean isCompared() {
        return !Double.isNaN(p);
    }

    /** True if the metric is the same in every pair. */
    public boolean isSame() {
        return difference.mean() == 0 && p == 1;
    }

    /** The difference as a part of the first; NaN if that is 0. */
    public double relative() {
        return first.mean() == 0 ? Double.NaN : difference.mean() / Math.abs(first.mean());
    }

    /** The half width that the interval would have without pairs: of two means that know nothing of each other. */
    public double unpairedHalfWidth() {
        return Math.hypot(first.halfWidth(), second.halfWidth());
    }
}
