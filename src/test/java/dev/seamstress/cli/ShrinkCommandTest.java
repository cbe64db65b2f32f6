package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a kept run that breaks a rule is made smaller. Method: whole command lines. */
class ShrinkCommandTest {
    @TempDir
    private Path directory;

    private String kept(String... options) {
        String[] line = new String[options.length + 5];
        line[0] = "run";
        line[1] = "--timeline";
        line[2] = "none";
        System.arraycopy(options, 0, line, 3, options.length);
        line[line.length - 2] = "--schedule-out";
        line[line.length - 1] = directory.resolve("kept.schedule").toString();
        Cli.run(line);
        return line[line.length - 1];
    }

    private Cli shrink(String file) {
        return Cli.run("shrink", "--out", directory.toString(), file);
    }

    @Test
    void aRunThatBreaksARuleIsMadeSmaller() throws IOException {
        String file =
                kept("scenarios/races/13-remove-before-kick.tdx", "--seed", "118", "--mutate", "b33-track-no-kick");
        Cli cli = shrink(file);
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out())
                .startsWith("remove-before-kick: bug_on, ")
                .contains("shown in less: ", " left out; ", "KVM_BUG_ON(page_remove)", "again: ./seamstress replay ");
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> written = files.filter(
                            path -> path.getFileName().toString().startsWith("remove-before-kick-"))
                    .toList();
            assertThat(written).hasSize(1);
            assertThat(Files.size(written.get(0))).isLessThan(4_000);
            Cli replay = Cli.run("replay", "--timeline", "none", written.get(0).toString());
            assertThat(replay.out()).contains("broken: bug_on, as recorded");
            assertThat(replay.code()).isZero();
        }
    }

    @Test
    void aRunThatBreaksNothingIsRefused() {
        Cli cli = shrink(kept("scenarios/first/07-accept.tdx"));
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.err()).contains("the run breaks no rule");
    }

    @Test
    void aRunThatNoLongerBreaksItsRuleHasDrifted() throws IOException {
        String file = kept("scenarios/races/b28-no-freeze.tdx", "--seed", "17", "--mutate", "b28-no-freeze");
        String text = Files.readString(Path.of(file));
        assertThat(text).contains("// rule: V07");
        Cli cli = shrink(Cli.write(directory.resolve("other.tdx"), text.replace("// rule: V07", "// rule: V11")));
        assertThat(cli.code()).isEqualTo(66);
        assertThat(cli.err()).contains("does not break V11 first");
    }

    @Test
    void aScenarioAloneIsNoCounterexample() {
        assertThat(shrink("scenarios/first/07-accept.tdx").code()).isEqualTo(65);
        assertThat(shrink("no/such").code()).isEqualTo(65);
    }

    @Test
    void aLivelockStaysOne() throws IOException {
        Cli.run(
                "explore",
                "--mutate",
                "b14-seq-as-int",
                "--out",
                directory.toString(),
                "scenarios/races/b14-seq-as-int.tdx");
        try (Stream<Path> files = Files.list(directory)) {
            String file = files.findFirst().orElseThrow().toString();
            Cli cli = shrink(file);
            assertThat(cli.out()).startsWith("b14-seq-as-int: livelock, ").contains("nothing could be left out");
            String text = Files.readString(Path.of(file));
            String other = text.replaceAll("// loop: \\d+", "// loop: 0");
            assertThat(other).isNotEqualTo(text);
            Cli drifted = shrink(Cli.write(directory.resolve("other.tdx"), other));
            assertThat(drifted.code()).isEqualTo(66);
        }
    }
}
