package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Goal: who gets on, however slowly, is not told to stand still. Method: either limit alone, both, and one thing done.
 */
class StandstillTest {
    private static final long STEPS = Standstill.STEPS;
    private static final long NS = Standstill.NS;

    private final Standstill standstill = new Standstill();

    @Test
    void manyStepsInNoTimeAndMuchTimeInFewStepsAreNone() {
        assertThat(standstill.look(0, 100 * STEPS, NS - 1)).isFalse();
        assertThat(standstill.look(1, 100 * STEPS, NS)).isFalse();
        assertThat(standstill.look(1, 101 * STEPS - 1, 100 * NS)).isFalse();
    }

    @Test
    void itBeginsAnewWithWhatIsDone() {
        assertThat(standstill.look(7, STEPS, NS)).isFalse();
        assertThat(standstill.look(8, 2 * STEPS - 1, 2 * NS - 1)).isFalse();
        assertThat(standstill.look(8, 3 * STEPS - 1, 3 * NS - 1)).isTrue();
    }

    @Test
    void aRunInWhichNothingIsEverDoneStandsStill() {
        assertThat(standstill.look(0, STEPS - 1, NS)).isFalse();
        assertThat(standstill.look(0, STEPS, NS)).isTrue();
    }
}
