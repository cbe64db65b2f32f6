package dev.seamstress.load.run;

import java.util.OptionalInt;

/**
 * Where a series of numbers has left its beginning behind.
 *
 * <p>Source: MSER-5: K. P. White, "An effective truncation heuristic for bias reduction in simulation output", 1997: of
 * batches, leave out as many as make the standard error of the mean of the rest least, but not more than half; if it
 * would be half, the series is too short.
 */
final class Mser {
    /** Numbers to a batch. */
    static final int BATCH = 5;

    /** Fewer batches tell nothing. */
    static final int LEAST = 50;

    private Mser() {}

    /** How many of the first {@code count} batch means to leave out; nothing if there is no steady state. */
    static OptionalInt truncation(double[] means, int count) {
        if (count < LEAST) {
            return OptionalInt.empty();
        }
        double center = means[count - 1];
        double sum = 0;
        double squares = 0;
        double least = Double.POSITIVE_INFINITY;
        int best = 0;
        for (int from = count - 1; from >= 0; from--) {
            double off = means[from] - center;
            sum += off;
            squares += off * off;
            int left = count - from;
            double error = (squares - sum * sum / left) / ((double) left * left);
            if (from <= count / 2 && error <= least) {
                least = error;
                best = from;
            }
        }
        return best >= count / 2 ? OptionalInt.empty() : OptionalInt.of(best);
    }
}
