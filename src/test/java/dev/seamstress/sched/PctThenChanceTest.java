package dev.seamstress.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Goal: a run has the priorities of PCT for as long as PCT promises anything, and an end though a thread spins. Method:
 * a spinner that is enabled for ever, and another thread that ends the spinning, over many seeds.
 */
final class PctThenChanceTest {
    private static final int SEEDS = 200;
    private static final int LENGTH = 10;
    private static final int TURN = 8 * LENGTH;
    private static final int FOR_EVER = 10_000;

    /** Two channels that are always enabled: choice 0 spins, choice 1 ends it. */
    private static final Enabled BOTH = new Enabled() {
        @Override
        public int count() {
            return 2;
        }

        @Override
        public int from(int index) {
            return index;
        }

        @Override
        public int to(int index) {
            return index;
        }
    };

    private static int stepsToTheEnd(Strategy strategy) {
        int step = 0;
        while (step < FOR_EVER && strategy.choose(step, BOTH) == 0) {
            step++;
        }
        return step;
    }

    @Test
    void aSpinnerDoesNotSpinForEver() {
        int spinning = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            spinning += stepsToTheEnd(new Pct(seed, 1, LENGTH)) == FOR_EVER ? 1 : 0;
            assertThat(stepsToTheEnd(new PctThenChance(seed, 1, LENGTH))).isLessThan(TURN + 40);
        }
        assertThat(spinning).as("by priorities alone").isPositive();
    }

    @Test
    void untilThenItIsPct() {
        int differ = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Strategy pct = new Pct(seed, 3, LENGTH);
            Strategy both = new PctThenChance(seed, 3, LENGTH);
            for (int step = 0; step < TURN; step++) {
                assertThat(both.choose(step, BOTH)).isEqualTo(pct.choose(step, BOTH));
            }
            for (int step = TURN; step < TURN + LENGTH; step++) {
                differ += both.choose(step, BOTH) == pct.choose(step, BOTH) ? 0 : 1;
            }
        }
        assertThat(differ)
                .as("of %d choices by chance", SEEDS * LENGTH)
                .isBetween(SEEDS * LENGTH * 2 / 5, SEEDS * LENGTH * 3 / 5);
    }

    @Test
    void aSeedIsOneRun() {
        Strategy one = new PctThenChance(7, 3, LENGTH);
        Strategy other = new PctThenChance(7, 3, LENGTH);
        for (int step = 0; step < 2 * TURN; step++) {
            assertThat(one.choose(step, BOTH)).isEqualTo(other.choose(step, BOTH));
        }
    }
}
