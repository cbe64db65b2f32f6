package dev.seamstress.explore;

import dev.seamstress.core.machine.Mix;
import dev.seamstress.sched.PctThenChance;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Strategy;

/** How the schedules of a scenario are explored. */
public enum Way {
    /** All of them; where that is too much, on as a portfolio. */
    EXHAUSTIVE {
        @Override
        Strategy strategy(long seed, long number, int length) {
            throw new IllegalStateException("an exhaustive search makes no walks");
        }
    },
    /** Walks that choose each message with the same probability. */
    RANDOM {
        @Override
        Strategy strategy(long seed, long number, int length) {
            return new RandomWalk(Mix.mix(seed, number));
        }
    },
    /** Walks by priorities, which change at two places: a bug of depth 3 is found with a probability that is known. */
    PCT {
        @Override
        Strategy strategy(long seed, long number, int length) {
            return new PctThenChance(Mix.mix(seed, number), 3, length);
        }
    },
    /** Random walks and PCT of depths 2, 3 and 5 in turn. */
    PORTFOLIO {
        @Override
        Strategy strategy(long seed, long number, int length) {
            int turn = (int) (number % (DEPTHS.length + 1));
            return turn == DEPTHS.length
                    ? RANDOM.strategy(seed, number, length)
                    : new PctThenChance(Mix.mix(seed, number), DEPTHS[turn], length);
        }
    };

    private static final int[] DEPTHS = {2, 3, 5};

    /** Who makes the choices of walk {@code number}; {@code length}: how many steps a walk has, more or less. */
    abstract Strategy strategy(long seed, long number, int length);
}
