package dev.seamstress.sched;

/**
 * Probabilistic concurrency testing: of what is enabled always the channel of the highest priority, where priorities
 * are random and change at few random steps. A bug that needs {@code depth} deliveries in a certain order is found by
 * one schedule with a probability of at least 1 / (n · k^(depth - 1)), for n channels and runs of at most k steps,
 * where a random walk may need exponentially many.
 *
 * <p>Shape: a channel, which is a (sender, receiver) pair, stands for the paper's thread: what it delivers is in order.
 * A channel's priority is drawn when it is first enabled. At the end of step k_i, of the depth - 1 steps drawn from 1
 * to k, the channel that made it gets the priority depth - i, below all that were drawn.
 *
 * <p>Source: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A randomized scheduler with probabilistic guarantees of
 * finding bugs", ASPLOS 2010.
 */
public final class Pct implements Strategy {
    private static final long DRAWN = 1L << 62;

    private final SplitMix64 random;
    private final int[] changes;
    private long[][] priorities = new long[8][];
    private int made;
    private int lastFrom;
    private int lastTo;

    /**
     * @param depth the depth of the bugs that are promised to be found, at least 1
     * @param steps how long runs are, at least 1; those that are longer have no change of priority after so many
     */
    public Pct(long seed, int depth, int steps) {
        if (depth < 1 || steps < 1) {
            throw new IllegalArgumentException("depth " + depth + " in " + steps + " steps");
        }
        this.random = new SplitMix64(seed);
        this.changes = new int[depth - 1];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = 1 + random.below(steps);
        }
    }

    @Override
    public int choose(int step, Enabled enabled) {
        for (int i = 0; i < changes.length; i++) {
            if (changes[i] == made) {
                priorities[lastFrom][lastTo] = (long) changes.length - i;
            }
        }
        int best = 0;
        long highest = -1;
        for (int i = 0; i < enabled.count(); i++) {
            long priority = priority(enabled.from(i), enabled.to(i));
            if (priority > highest) {
                best = i;
                highest = priority;
            }
        }
        made++;
        lastFrom = enabled.from(best);
        lastTo = enabled.to(best);
        return best;
    }

    private long priority(int from, int to) {
        if (from >= priorities.length) {
            long[][] more = new long[Math.max(from + 1, 2 * priorities.length)][];
            System.arraycopy(priorities, 0, more, 0, priorities.length);
            priorities = more;
        }
        long[] row = priorities[from];
        if (row == null || to >= row.length) {
            long[] more = new long[Math.max(to + 1, 8)];
            System.arraycopy(row == null ? more : row, 0, more, 0, row == null ? 0 : row.length);
            row = priorities[from] = more;
        }
        if (row[to] == 0) {
            row[to] = DRAWN | random.next() >>> 2;
        }
        return row[to];
    }
}
