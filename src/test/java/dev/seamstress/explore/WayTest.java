package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Mix;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.PctThenChance;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.world.Scene;
import org.junit.jupiter.api.Test;

/** Goal: each way makes the walks that it says. Method: their schedules, beside those of the strategies by name. */
class WayTest {
    private static final long SEED = 3;
    private static final int LENGTH = 60;

    private static Schedule walk(Strategy strategy) {
        Engine engine = new Engine(Scene.first("05-four-vcpus-cold").world().assembly(), false);
        return engine.run(strategy, 10_000);
    }

    private static void same(Way way, long number, Strategy strategy) {
        assertThat(walk(way.strategy(SEED, number, LENGTH)).equals(walk(strategy)))
                .as("%s %d", way, number)
                .isTrue(); // the two schedules would be too long to read
    }

    @Test
    void aPortfolioTakesPctOfDepthsTwoThreeAndFiveAndARandomWalkInTurn() {
        for (long number = 0; number < 40; number += 4) {
            same(Way.PORTFOLIO, number, new PctThenChance(Mix.mix(SEED, number), 2, LENGTH));
            same(Way.PORTFOLIO, number + 1, new PctThenChance(Mix.mix(SEED, number + 1), 3, LENGTH));
            same(Way.PORTFOLIO, number + 2, new PctThenChance(Mix.mix(SEED, number + 2), 5, LENGTH));
            same(Way.PORTFOLIO, number + 3, new RandomWalk(Mix.mix(SEED, number + 3)));
        }
    }

    @Test
    void theOthersMakeOneKindEach() {
        for (long number = 0; number < 10; number++) {
            same(Way.RANDOM, number, new RandomWalk(Mix.mix(SEED, number)));
            same(Way.PCT, number, new PctThenChance(Mix.mix(SEED, number), 3, LENGTH));
        }
        assertThatThrownBy(() -> Way.EXHAUSTIVE.strategy(SEED, 0, LENGTH)).isInstanceOf(IllegalStateException.class);
    }
}
