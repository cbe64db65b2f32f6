package dev.seamstress.load.metrics;

/**
 * A number over time.
 *
 * <p>Shape: {@code sums}: of each window of {@code width} nanoseconds either how often it happened, or the integral of
 * a level over time; {@code span}: how long all windows are together, of which the last may have less than its width.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Series(String name, Kind kind, long width, long span, double[] sums) {
    /** What is summed up. */
    public enum Kind {
        /** Something that is counted: a value is how often a second. */
        RATE,
        /** Something that has a value at each moment: a value is its average. */
        LEVEL
    }

    /**
     * The values of windows of that width.
     *
     * <p>Requires: it is {@link #width} times a power of two.
     */
    public double[] values(long wide) {
        int each = (int) (wide / width);
        double[] values = new double[Trail.windows(span, wide)];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            for (int j = i * each; j < Math.min((i + 1) * each, sums.length); j++) {
                sum += sums[j];
            }
            double length = Math.min(wide, span - i * wide);
            values[i] = kind == Kind.RATE ? sum / length * 1e9 : sum / length;
        }
        return values;
    }
}
