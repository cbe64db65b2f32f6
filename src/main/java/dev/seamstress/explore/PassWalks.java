package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.sched.Strategy;
import dev.seamstress.world.World;

/**
 * Looks for a schedule that passes by walking a few: where there are many states, a search in depth stays for long
 * among those that a choice near the beginning has spoilt.
 *
 * <p>Shape: one portfolio, the same each time, so that the answer depends on nothing but the world. That no walk passes
 * says nothing.
 */
final class PassWalks {
    private static final int WALKS = 64;
    private static final int STEPS_OF_A_WALK = 2_000;
    /** So many steps schedules of scenarios that are worth shrinking have, more or less. */
    private static final int LENGTH = 200;

    private static final int SEED = 1;

    private final Judge judge;
    private final Engine engine;
    private final Limits limits;
    private long steps;

    /** {@code limits}: of which the watch is asked before each walk. */
    PassWalks(World world, Limits limits) {
        this.judge = Judge.forWalks(world);
        this.engine = judge.engine();
        this.limits = limits;
    }

    /** True if a walk has come to an end without breaking a rule. */
    boolean isAnyPassing() {
        for (int number = 0; number < WALKS; number++) {
            if (limits.watch().look(0, steps, 0) != null) {
                return false;
            }
            judge.reset();
            boolean isPassing = isPassing(Way.PORTFOLIO.strategy(SEED, number, LENGTH));
            steps += engine.steps();
            if (isPassing) {
                return true;
            }
        }
        return false;
    }

    private boolean isPassing(Strategy strategy) {
        Rule broken = judge.brokenByState();
        while (broken == null && !engine.isQuiet() && engine.steps() < STEPS_OF_A_WALK) {
            int index = strategy.choose(engine.steps(), engine.enabled());
            judge.step(engine.channel(
                    engine.enabled().from(index), engine.enabled().to(index)));
            broken = judge.brokenByStep();
            broken = broken == null ? judge.brokenByState() : broken;
        }
        return broken == null && engine.isQuiet();
    }

    /** How many steps the walks have made together. */
    long steps() {
        return steps;
    }
}
