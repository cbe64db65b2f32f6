package dev.seamstress.load.random;

import java.util.function.DoubleUnaryOperator;

/**
 * The inverse of a distribution function as a table, so that a number is drawn without a logarithm.
 *
 * <p>Shape: between its points the function is taken for straight. The upper tail, where that is least true, has points
 * of its own, and ends where one number in four million is.
 */
final class Quantiles {
    private static final int CELLS = 2048;
    private static final double TAIL = 1.0 / 256;

    private final double[] body;
    private final double[] tail;

    Quantiles(DoubleUnaryOperator inverse) {
        this.body = points(inverse, 0, 1 - TAIL);
        this.tail = points(inverse, 1 - TAIL, 1);
    }

    private static double[] points(DoubleUnaryOperator inverse, double from, double to) {
        double[] points = new double[CELLS + 1];
        double least = 0.125 / CELLS;
        for (int i = 0; i <= CELLS; i++) {
            double part = Math.min((double) i / CELLS, to == 1 ? 1 - least : 1);
            double p = from + (to - from) * part;
            points[i] = inverse.applyAsDouble(Math.max(p, least));
        }
        return points;
    }

    /** The value at {@code p}, from 0 to 1, exclusive. */
    double at(double p) {
        boolean isTail = p >= 1 - TAIL;
        double[] points = isTail ? tail : body;
        double place = isTail ? (p - (1 - TAIL)) / TAIL * CELLS : p / (1 - TAIL) * CELLS;
        int cell = (int) place;
        return points[cell] + (points[cell + 1] - points[cell]) * (place - cell);
    }
}
