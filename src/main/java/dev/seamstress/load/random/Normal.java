package dev.seamstress.load.random;

/**
 * The standard normal distribution.
 *
 * <p>Source: P. Acklam, "An algorithm for computing the inverse normal cumulative distribution function"; its relative
 * error is below 1.15e-9.
 */
final class Normal {
    private static final double[] A = {
        -39.69683028665376,
        220.9460984245205,
        -275.9285104469687,
        138.3577518672690,
        -30.66479806614716,
        2.506628277459239
    };
    private static final double[] B = {
        -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1
    };
    private static final double[] C = {
        -0.007784894002430293,
        -0.3223964580411365,
        -2.400758277161838,
        -2.549732539343734,
        4.374664141464968,
        2.938163982698783
    };
    private static final double[] D = {0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1
    };
    private static final double LOW = 0.02425;

    private Normal() {}

    /** The value below which {@code p} of all lie. Requires: between 0 and 1. */
    static double quantile(double p) {
        if (p > 1 - LOW) {
            return -quantile(1 - p);
        }
        if (p < LOW) {
            double q = StrictMath.sqrt(-2 * StrictMath.log(p));
            return polynomial(C, q) / polynomial(D, q);
        }
        double q = p - 0.5;
        double r = q * q;
        return polynomial(A, r) * q / polynomial(B, r);
    }

    private static double polynomial(double[] coefficients, double x) {
        double value = 0;
        for (double coefficient : coefficients) {
            value = value * x + coefficient;
        }
        return value;
    }
}
