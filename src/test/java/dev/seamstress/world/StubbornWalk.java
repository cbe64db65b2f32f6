package dev.seamstress.world;

import dev.seamstress.sched.Enabled;
import dev.seamstress.sched.SplitMix64;
import dev.seamstress.sched.Strategy;

/**
 * A random walk that mostly goes on with one column and what it has sent, and seldom turns to another. It shows what
 * needs one thread to get far while the others stand still, and starves nobody.
 */
final class StubbornWalk implements Strategy {
    private static final int ONE_IN = 16;

    private final SplitMix64 random;
    private int favourite;

    StubbornWalk(long seed) {
        this.random = new SplitMix64(seed);
    }

    @Override
    public int choose(int step, Enabled enabled) {
        int choice = random.below(enabled.count());
        if (random.below(ONE_IN) == 0) {
            // Columns come before the owners in the order of ids.
            favourite = Math.min(enabled.from(choice), enabled.to(choice));
            return choice;
        }
        for (int i = 0; i < enabled.count(); i++) {
            if (enabled.from(i) == favourite || enabled.to(i) == favourite) {
                return i;
            }
        }
        return choice;
    }
}
