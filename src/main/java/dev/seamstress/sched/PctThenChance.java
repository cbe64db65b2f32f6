package dev.seamstress.sched;

/**
 * {@link Pct} for as long as runs are expected to be, and several times more; then each choice with the same
 * probability.
 *
 * <p>By priorities alone a thread that tries again and again what only another one can make succeed does so for ever if
 * its channels are above the other's, as nobody else gets on: such a run has no end, and all its steps but the first
 * few are for nothing. What Pct promises is of runs of the expected length, and holds as before.
 */
public final class PctThenChance implements Strategy {
    private static final int TIMES_AS_LONG = 8;

    private final Pct first;
    private final RandomWalk then;
    private final long turn;

    /** As {@link Pct#Pct}. */
    public PctThenChance(long seed, int depth, int steps) {
        this.first = new Pct(seed, depth, steps);
        this.then = new RandomWalk(~seed);
        this.turn = (long) TIMES_AS_LONG * steps;
    }

    @Override
    public int choose(int step, Enabled enabled) {
        return step < turn ? first.choose(step, enabled) : then.choose(step, enabled);
    }
}
