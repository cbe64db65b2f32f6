package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** Goal: who waits for a load run sees how far it is, and not too often. Method: a clock that the test moves. */
class LoadWatchTest {
    private final StringWriter err = new StringWriter();
    private long now = 5_000_000_000L;

    private LoadWatch watch(boolean isTerminal) {
        return new LoadWatch(new PrintWriter(err), "storm", 4, isTerminal, () -> now);
    }

    private void seconds(double count) {
        now += (long) (count * 1e9);
    }

    @Test
    void elsewhereThereIsALineAfterTwoSecondsAndThenEveryTen() {
        LoadWatch watch = watch(false);
        seconds(1.9);
        watch.at(0, 0.1);
        assertThat(err.toString()).isEmpty();
        seconds(0.1);
        watch.at(0, 0.4);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "storm: 0 of 4 replications are at their end, 10 % of all is done," + " about 18 s left\n");
        err.getBuffer().setLength(0);
        seconds(9.9);
        watch.ended(0);
        assertThat(err.toString()).isEmpty();
        seconds(0.1);
        watch.at(1, 0.2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "storm: 1 of 4 replications are at their end, 30 % of all is done," + " about 28 s left\n");
        watch.end();
        assertThat(err.toString()).doesNotContain("\r\u001b");
    }

    @Test
    void nothingIsPromisedBeforeItCanBeKnown() {
        LoadWatch watch = watch(false);
        seconds(30);
        watch.at(3, 0.001);
        assertThat(err.toString()).contains("0 % of all is done").doesNotContain("left");
    }

    @Test
    void onATerminalOneLineIsWrittenAgainAndAgainAndIsGoneAtTheEnd() {
        LoadWatch watch = watch(true);
        for (int half = 1; half <= 3; half++) {
            seconds(0.5);
            watch.at(0, half * 0.1);
        }
        assertThat(err.toString()).doesNotContain("\n");
        assertThat(err.toString().split("\r\u001b\\[K")).hasSize(4);
        watch.end();
        assertThat(err.toString()).endsWith("\r\u001b[K");
    }
}
