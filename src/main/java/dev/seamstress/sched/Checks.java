package dev.seamstress.sched;

import java.util.Arrays;

/**
 * What a run showed at each step, in so few bits that they can be sent by mail: enough to tell at which step another
 * run of the same schedule became another run, and in what. An immutable value.
 *
 * <p>Shape: for each step 12 bits of what was enabled before it, the place of the chosen among the enabled, and 16 bits
 * of all that the run had told when the step was over. The last are a sum over the whole run so far, so a difference
 * does not go away again.
 */
public final class Checks {
    static final int ENABLED_BITS = 12;
    static final int DONE_BITS = 16;

    /** The largest place that there can be: so many machines fit into a schedule. */
    static final int PLACE_MAX = 0x7fffffff;

    private static final Checks EMPTY = new Checks(new long[0]);

    private final long[] steps;

    private Checks(long[] steps) {
        this.steps = steps;
    }

    /** No checks: for schedules that somebody wrote by hand, or shortened for a mail. */
    public static Checks none() {
        return EMPTY;
    }

    /** How many steps they speak of; 0 if there are none. */
    public int size() {
        return steps.length;
    }

    int enabled(int step) {
        return (int) (steps[step] >>> 48);
    }

    int place(int step) {
        return (int) (steps[step] >>> DONE_BITS) & PLACE_MAX;
    }

    int done(int step) {
        return (int) steps[step] & (1 << DONE_BITS) - 1;
    }

    /** The bits that stand for a set of choices. */
    static int ofEnabled(Enabled enabled) {
        long hash = enabled.count();
        for (int i = 0; i < enabled.count(); i++) {
            hash = SplitMix64.mix(hash ^ ((long) enabled.from(i) << 32 | enabled.to(i)));
        }
        return (int) (SplitMix64.mix(hash) >>> (64 - ENABLED_BITS));
    }

    /** The bits that stand for a digest of the run so far. */
    static int ofDone(long digest) {
        return (int) (digest >>> (64 - DONE_BITS));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Checks that && Arrays.equals(steps, that.steps);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(steps);
    }

    /** Collects checks step by step. */
    static final class Recorder {
        private long[] steps = new long[64];
        private int length;

        void add(int enabled, int place, int done) {
            if (length == steps.length) {
                steps = Arrays.copyOf(steps, length * 2);
            }
            steps[length++] = (long) enabled << 48 | (long) place << DONE_BITS | done;
        }

        int size() {
            return length;
        }

        Checks toChecks() {
            return new Checks(Arrays.copyOf(steps, length));
        }
    }
}
