package dev.seamstress.actor;

import java.time.Duration;

/**
 * How a live run goes.
 *
 * <p>Shape: {@code timeScale} is the real nanoseconds of one of the model's, at least 0. A timer that comes out below
 * Pekko's tick of a millisecond does not wait at all: no timer can wait so little.
 */
public record LiveOptions(Duration timeout, double timeScale, int maxSteps) {
    private static final long TICK_NS = 1_000_000;

    public LiveOptions {
        if (timeout.isNegative() || !(timeScale >= 0)) {
            throw new IllegalArgumentException("timeout " + timeout + ", time scale " + timeScale);
        }
    }

    /** Without a bound on steps. */
    public LiveOptions(Duration timeout, double timeScale) {
        this(timeout, timeScale, Integer.MAX_VALUE);
    }

    /**
     * The same with a bound: a run with a log is cut soon after so many steps. A run without a log has only the
     * timeout.
     */
    public LiveOptions withMaxSteps(int steps) {
        return new LiveOptions(timeout, timeScale, steps);
    }

    /** The model's nanoseconds are real ones. */
    public static LiveOptions withTimeout(Duration timeout) {
        return new LiveOptions(timeout, 1);
    }

    /** The real delay of a timer of the model, in nanoseconds; 0 is at once. */
    long delayNs(long modelNs) {
        double ns = modelNs * timeScale;
        return ns < TICK_NS ? 0 : (long) ns;
    }
}
