package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: the end of a slow beginning is found where it is, in series of any length. Method: series by hand. */
class TaskSeriesTest {
    private static final int SLOW = 10_000;

    /** A task ends each nanosecond; the first ones take long, of the others each takes a little more or less. */
    private static TaskSeries of(int tasks) {
        TaskSeries series = new TaskSeries();
        for (int i = 0; i < tasks; i++) {
            series.add(i, i < SLOW ? 1000 : 1 + i / 50 % 2);
        }
        return series;
    }

    @Test
    void theBeginningEndsWithItsLastTask() {
        assertThat(of(50_000).warmupNs()).isEqualTo(SLOW - 1);
    }

    /** Of which each two batches have become one, and of the longest each four. */
    @Test
    void soItDoesInALongSeries() {
        assertThat(of(100_000).warmupNs()).isEqualTo(SLOW - 1);
        assertThat(of(250_000).warmupNs()).isEqualTo(SLOW - 1);
    }
}
