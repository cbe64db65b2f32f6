package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: faults in a row at one instruction are counted as the TDX module counts them. Method: faults by hand. */
class StreakMeterTest {
    private final StreakMeter streaks = new StreakMeter(new Rows(2));

    private void faults(int thread, int times) {
        for (int i = 0; i < times; i++) {
            streaks.left(thread, true);
            streaks.fault(thread, true);
            streaks.fault(thread, true); // another attempt of the same
        }
    }

    @Test
    void aStreakEndsWhenTheGuestGetsOn() {
        faults(0, 2);
        faults(1, 1);
        faults(0, 1);
        streaks.gotOn(0);
        streaks.gotOn(0);
        faults(0, 6);
        streaks.gotOn(0);
        faults(0, 9);
        assertThat(streaks.longest()).isEqualTo(6);
        streaks.close();
        assertThat(streaks.longest()).isEqualTo(9);
        assertThat(streaks.count(1)).isEqualTo(1);
        assertThat(streaks.count(3)).isEqualTo(1);
        assertThat(streaks.count(6)).isEqualTo(1);
        assertThat(streaks.count(7)).as("all that are longer").isEqualTo(1);
        streaks.reset();
        assertThat(streaks.longest() + streaks.count(1)).isZero();
    }

    @Test
    void sharedPagesAcceptsAndExitsOfOtherKindsAreNone() {
        streaks.left(0, true);
        streaks.fault(0, false);
        streaks.left(0, false);
        streaks.fault(0, true);
        streaks.left(0, true);
        streaks.left(0, false);
        streaks.fault(0, true);
        streaks.close();
        assertThat(streaks.longest()).isZero();
    }
}
