package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: who waits for a search sees how far it is. Method: looks, until there is a line. */
@Timeout(20)
class ExploreWatchTest {
    private final StringWriter text = new StringWriter();

    private ExploreWatch watch(Interrupt interrupt) {
        ExploreWatch watch = new ExploreWatch(new PrintWriter(text), interrupt, null, true);
        watch.begin("races");
        return watch;
    }

    @Test
    void ofWalksItTellsHowManySchedulesThereWere() {
        try (Interrupt interrupt = new Interrupt()) {
            ExploreWatch watch = watch(interrupt);
            while (text.toString().isEmpty()) {
                assertThat(watch.walked(1_234, 5_678_901)).isNull();
            }
            assertThat(text.toString()).contains("races: 1,234 schedules, 5,678,901 steps, ");
        }
    }

    @Test
    void ofASearchItTellsStates() {
        try (Interrupt interrupt = new Interrupt()) {
            ExploreWatch watch = watch(interrupt);
            while (text.toString().isEmpty()) {
                assertThat(watch.look(7, 8_000, 9)).isNull();
            }
            assertThat(text.toString()).contains("races: 7 states, 8,000 steps, depth 9, ");
        }
    }
}
