package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.load.run.LoadRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** Goal: who waits for a load run sees how far it is, and not too often. Method: a clock that the test moves. */
class LoadWatchTest {
    private final StringWriter err = new StringWriter();
    private long now = 5_000_000_000L;

    private final LoadRun.SoFar soFar = new LoadRun.SoFar(2_500_000, 12_345, 31_700);

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
        watch.at(0, 0.1, () -> soFar);
        assertThat(err.toString()).isEmpty();
        seconds(0.1);
        watch.at(0, 0.4, () -> soFar);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "storm: 0 of 4 replications are at their end, 10 % of all is done, about 18 s left;"
                                + " replication 1: 12,345 faults in 2.50ms, p99 31.7us\n");
        err.getBuffer().setLength(0);
        seconds(9.9);
        watch.ended(0);
        assertThat(err.toString()).isEmpty();
        seconds(0.1);
        watch.at(1, 0.2, () -> soFar);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "storm: 1 of 4 replications are at their end, 30 % of all is done, about 28 s left;"
                                + " replication 2: 12,345 faults in 2.50ms, p99 31.7us\n");
        watch.end();
        assertThat(err.toString()).doesNotContain("\r\u001b");
    }

    @Test
    void nothingIsPromisedBeforeItCanBeKnown() {
        LoadWatch watch = watch(false);
        seconds(30);
        watch.at(3, 0.001, () -> soFar);
        assertThat(err.toString()).contains("0 % of all is done").doesNotContain("left");
    }

    @Test
    void onATerminalOneLineIsWrittenAgainAndAgainAndIsGoneAtTheEnd() {
        LoadWatch watch = watch(true);
        for (int half = 1; half <= 3; half++) {
            seconds(0.5);
            watch.at(0, half * 0.1, () -> soFar);
        }
        assertThat(err.toString()).doesNotContain("\n");
        String[] lines = err.toString().split("\r\u001b\\[K");
        assertThat(lines).hasSize(4).allMatch(line -> line.length() < 80);
        assertThat(lines[1])
                .isEqualTo("3 %, 0 of 4 done, about 20 s left; 1: 12,345 faults in 2.50ms, p99 31.7us; stor");
        watch.end();
        assertThat(err.toString()).endsWith("\r\u001b[K");
    }
}
