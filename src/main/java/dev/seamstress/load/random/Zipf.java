package dev.seamstress.load.random;

/**
 * Numbers from 0 on, of which number {@code k} is as likely as {@code 1 / (k + 1)^exponent}.
 *
 * <p>Source: W. Hörmann, G. Derflinger, "Rejection-inversion to generate variates from monotone discrete
 * distributions", 1996.
 */
public final class Zipf {
    private final long count;
    private final double exponent;
    private final double hOfFirst;
    private final double hOfCount;
    private final double shortcut;

    /** Numbers below {@code count}, at least 1; {@code exponent} is greater than 0. */
    public Zipf(long count, double exponent) {
        this.count = count;
        this.exponent = exponent;
        this.hOfFirst = integral(1.5) - 1;
        this.hOfCount = integral(count + 0.5);
        this.shortcut = 2 - inverse(integral(2.5) - density(2));
    }

    /** One number. */
    public long next(Draw draw) {
        while (true) {
            double u = hOfCount + draw.unit() * (hOfFirst - hOfCount);
            double x = inverse(u);
            long k = Math.max(1, Math.min(count, Math.round(x)));
            if (k - x <= shortcut || u >= integral(k + 0.5) - density((double) k)) {
                return k - 1;
            }
        }
    }

    private double density(double x) {
        return StrictMath.exp(-exponent * StrictMath.log(x));
    }

    private double integral(double x) {
        double log = StrictMath.log(x);
        return exp1((1 - exponent) * log) * log;
    }

    private double inverse(double x) {
        double t = Math.max(-1, x * (1 - exponent));
        return StrictMath.exp(log1(t) * x);
    }

    /** (e^x - 1) / x. */
    private static double exp1(double x) {
        return Math.abs(x) > 1e-8 ? StrictMath.expm1(x) / x : 1 + x / 2;
    }

    /** log(1 + x) / x. */
    private static double log1(double x) {
        return Math.abs(x) > 1e-8 ? StrictMath.log1p(x) / x : 1 - x / 2;
    }
}
