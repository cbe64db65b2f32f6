package dev.seamstress.load.stats;

/**
 * Student's t distribution.
 *
 * <p>Source: the continued fraction of the incomplete beta function (Abramowitz and Stegun, 26.5.8, evaluated as Lentz
 * did), and Lanczos's approximation of the gamma function with his g = 7 and nine terms. {@link StrictMath}, as other
 * logarithms differ between JVMs.
 */
final class StudentT {
    private static final double[] LANCZOS = {
        0.9999999999998099,
        676.5203681218851,
        -1259.1392167224028,
        771.3234287776531,
        -176.6150291621406,
        12.507343278686905,
        -0.13857109526572012,
        9.984369578019572e-6,
        1.5056327351493116e-7
    };
    private static final double G = 7;
    private static final double TINY = 1e-300;
    private static final double NEAR = 1e-15;
    private static final int TERMS_MAX = 10_000;

    private StudentT() {}

    /** How likely a value is that is at least as far from 0 as {@code t}. */
    static double beyond(double t, int freedom) {
        if (Double.isInfinite(t)) {
            return 0;
        }
        return incompleteBeta(freedom / (freedom + t * t), freedom / 2.0, 0.5);
    }

    private static double incompleteBeta(double x, double a, double b) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front = StrictMath.exp(
                logGamma(a + b) - logGamma(a) - logGamma(b) + a * StrictMath.log(x) + b * StrictMath.log(1 - x));
        return x < (a + 1) / (a + b + 2) ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b;
    }

    private static double fraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int m = 1; m < TERMS_MAX; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d);
            c = nonZero(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d);
            c = nonZero(1 + odd / c);
            value *= d * c;
            if (Math.abs(d * c - 1) < NEAR) {
                break;
            }
        }
        return value;
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    private static double logGamma(double x) {
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x - 1 + i);
        }
        double base = x - 1 + G + 0.5;
        return 0.5 * StrictMath.log(2 * Math.PI) + (x - 0.5) * StrictMath.log(base) - base + StrictMath.log(sum);
    }
}
