package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: who gives the wrong kind of file for a schedule is sent to a command that takes it, and to no other. */
class NoScheduleTest {
    private static final String SCENARIO = "scenarios/first/07-accept.tdx";

    @TempDir
    private Path directory;

    @BeforeEach
    void files() throws IOException {
        Files.copy(Path.of(SCENARIO), directory.resolve("a.tdx"));
        Files.writeString(
                directory.resolve("a.json"), Cli.run("fmt", "--json", SCENARIO).out(), UTF_8);
        for (String log : new String[] {"log.jsonl", "log.jsonl.gz"}) {
            Cli cli = Cli.run("run", SCENARIO, "--trace", directory.resolve(log).toString());
            assertThat(cli.code()).isZero();
        }
        Files.copy(Path.of("conf/load/accept-stress.conf"), directory.resolve("job.conf"));
        Files.copy(Path.of("conf/costs.conf"), directory.resolve("costs.conf"));
        Files.writeString(directory.resolve("notes.txt"), "nothing\n", UTF_8);
        Files.createDirectory(directory.resolve("folder"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "a.tdx, there is no schedule here, run explore",
        "a.json, there is no schedule here, run explore",
        "log.jsonl, 'this is an event log, which cannot be played again', explain view",
        "log.jsonl.gz, 'this is an event log, which cannot be played again', explain view",
        "job.conf, there is no schedule here, load",
        "costs.conf, there is no schedule here, ''",
        "notes.txt, there is no schedule here, ''",
        "folder, this is a directory, ''",
        "gone, no such file, ''"
    })
    void theCommandsThatTakeTheFileAreNamed(String name, String message, String commands) {
        String file = directory.resolve(name).toString();
        for (String command : new String[] {"replay", "shrink"}) {
            Cli cli = Cli.run(command, file);
            assertThat(cli.code()).isEqualTo(65);
            assertThat(cli.err())
                    .startsWith(file + ": error: " + message + "\n")
                    .endsWith("1 error\n");
            for (String other : new String[] {"run", "explore", "explain", "view", "load", "replay", "shrink"}) {
                assertThat(cli.err().contains("`./seamstress " + other + " " + file))
                        .as(other)
                        .isEqualTo((" " + commands + " ").contains(" " + other + " "));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "shrink"})
    void whatElseThereIsToDoIsSaid(String command) {
        assertThat(Cli.run(command, directory.resolve("notes.txt").toString()).err())
                .contains("hint: `./seamstress run SCENARIO --schedule-out FILE` records one\n");
        assertThat(Cli.run(command, directory.resolve("folder").toString()).err())
                .contains("hint: name a schedule file in it\n");
    }
}
