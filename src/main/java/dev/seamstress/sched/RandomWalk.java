package dev.seamstress.sched;

/** Each enabled choice with the same probability. */
public final class RandomWalk implements Strategy {
    private final SplitMix64 random;

    public RandomWalk(long seed) {
        this.random = new SplitMix64(seed);
    }

    @Override
    public int choose(int step, Enabled enabled) {
        return random.below(enabled.count());
    }
}
