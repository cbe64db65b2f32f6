package dev.seamstress.load.stats;

import java.util.Optional;

/**
 * The Universal Scalability Law, fitted to throughputs: {@code C(N) = λN / (1 + σ(N-1) + κN(N-1))}.
 *
 * <p>Shape: {@code lambda}: throughput of one. {@code sigma}: the part of the work for which all wait for one another.
 * {@code kappa}: what each costs each other. None is negative. {@code r2}: the part of the throughputs' variance that
 * the curve explains. {@code worst}: how far the curve is from a throughput at most, as a part of it.
 *
 * <p>Source: N. Gunther, "Guerrilla Capacity Planning", 2007. {@code N/C} is linear in {@code 1/λ}, {@code σ/λ} and
 * {@code κ/λ}; least squares of relative errors, and where a parameter would be negative the best fit without it.
 */
public record Usl(double lambda, double sigma, double kappa, double r2, double worst) {
    /** The law has so many parameters; through as many points it goes without proving anything. */
    static final int PARAMETERS = 3;

    private static final double R2_LEAST = 0.95;
    private static final double WORST_MOST = 0.10;

    /** Which of the three are not 0; the first never is. */
    private static final int[][] SUBSETS = {{0, 1, 2}, {0, 1}, {0, 2}, {0}};

    /** The fit to throughputs {@code c} of {@code n}. Nothing if a throughput is not positive. */
    static Optional<Usl> fit(double[] n, double[] c) {
        double[][] rows = new double[n.length][];
        for (int i = 0; i < n.length; i++) {
            if (!(c[i] > 0)) {
                return Optional.empty();
            }
            double weight = c[i] / n[i];
            rows[i] = new double[] {weight, weight * (n[i] - 1), weight * n[i] * (n[i] - 1)};
        }
        double[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int[] subset : SUBSETS) {
            double[] found = LeastSquares.ones(rows, subset);
            if (found != null && isLawful(found) && error(rows, found) < least) {
                best = found;
                least = error(rows, found);
            }
        }
        return best == null ? Optional.empty() : Optional.of(of(best, n, c));
    }

    private static boolean isLawful(double[] found) {
        return found[0] > 0 && found[1] >= 0 && found[2] >= 0;
    }

    private static double error(double[][] rows, double[] found) {
        double sum = 0;
        for (double[] row : rows) {
            double off = 1 - row[0] * found[0] - row[1] * found[1] - row[2] * found[2];
            sum += off * off;
        }
        return sum;
    }

    private static Usl of(double[] found, double[] n, double[] c) {
        Usl bare = new Usl(1 / found[0], found[1] / found[0], found[2] / found[0], 0, 0);
        double mean = 0;
        for (double each : c) {
            mean += each / c.length;
        }
        double all = 0;
        double left = 0;
        double worst = 0;
        for (int i = 0; i < n.length; i++) {
            double off = c[i] - bare.at(n[i]);
            left += off * off;
            all += (c[i] - mean) * (c[i] - mean);
            worst = Math.max(worst, Math.abs(off) / c[i]);
        }
        return new Usl(bare.lambda, bare.sigma, bare.kappa, all == 0 ? 1 : 1 - left / all, worst);
    }

    /** The throughput of {@code n}. */
    public double at(double n) {
        return lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
    }

    /** From how many on more of them do less; infinite if there is no such number. */
    public double knee() {
        if (sigma >= 1) {
            return kappa > 0 || sigma > 1 ? 1 : Double.POSITIVE_INFINITY;
        }
        return kappa == 0 ? Double.POSITIVE_INFINITY : Math.max(1, Math.sqrt((1 - sigma) / kappa));
    }

    /** What throughput comes near to and never exceeds; infinite if nothing bounds it. */
    public double ceiling() {
        double knee = knee();
        if (Double.isInfinite(knee)) {
            return sigma == 0 ? Double.POSITIVE_INFINITY : lambda / sigma;
        }
        return at(knee);
    }

    /** True if the throughputs do not follow the law: do not reckon with its parameters. */
    public boolean isPoor() {
        return r2 < R2_LEAST || worst > WORST_MOST;
    }
}
