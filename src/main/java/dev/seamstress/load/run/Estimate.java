package dev.seamstress.load.run;

/**
 * What independent replications say of a number.
 *
 * <p>Shape: the 95 % interval of the mean is {@code mean ± halfWidth}, by Student's t; of one replication there is no
 * interval, and {@code halfWidth} is NaN.
 */
public record Estimate(double mean, double halfWidth, int count) {
    /** What nothing says. */
    public static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, 0);

    private static final double[] T975 = {
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448,
        2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484,
        2.0452, 2.0423
    };
    private static final double Z975 = 1.959964;

    /** Of at least one value. */
    public static Estimate of(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        int count = values.length;
        double mean = sum / count;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double half = count < 2 ? Double.NaN : t975(count - 1) * Math.sqrt(squares / (count - 1) / count);
        return new Estimate(mean, half, count);
    }

    /** The value that Student's t with so many degrees of freedom stays below in 97.5 % of all cases. */
    static double t975(int freedom) {
        if (freedom <= T975.length) {
            return T975[freedom - 1];
        }
        double z3 = Z975 * Z975 * Z975;
        double z5 = z3 * Z975 * Z975;
        return Z975 + (z3 + Z975) / (4.0 * freedom) + (5 * z5 + 16 * z3 + 3 * Z975) / (96.0 * freedom * freedom);
    }

    /** True if the interval has the value in it. */
    public boolean covers(double value) {
        return Math.abs(value - mean) <= halfWidth;
    }
}
