package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a counterexample is as narrow as was asked for, and still a scenario. Method: files of scenarios with long
 * lines, measured and replayed.
 */
class NarrowScenarioTest {
    /** The scenario's sentence and its facts are wider than a mail, each on a line of its own. */
    @ParameterizedTest
    @CsvSource({"75, b23-no-vm-dead-test", "60, b23-no-vm-dead-test", "75, 16b-accept-vs-aug"})
    void aMailIsAsNarrowAsAskedForAndReplays(int width, String name, @TempDir Path where) throws IOException {
        Cli.run("explore", "--json", "--width", "" + width, "--out", "" + where, "scenarios/races/" + name + ".tdx");
        List<Path> written;
        try (Stream<Path> all = Files.list(where)) {
            written = all.toList();
        }
        assertThat(written).isNotEmpty();
        for (Path file : written) {
            List<String> lines = Files.readAllLines(file);
            assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(75));
            assertThat(lines.subList(0, lines.indexOf("// seamstress schedule 1")))
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
            Cli replayed = Cli.run("replay", "--timeline", "none", "" + file);
            assertThat(replayed.code()).as(replayed.err()).isZero();
            assertThat(replayed.out() + replayed.err()).doesNotContain("not the recorded one");
        }
    }
}
