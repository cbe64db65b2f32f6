package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a command takes {@code -} where it takes a file, though stdin can be read only once. Method: commands inside
 * the test, with another stdin.
 */
class InputTest {
    private static final String SCENARIO =
            "TDX piped\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P0         ;\n" + " A: fault x ;\nfinally (A = ok)\n";
    private static final String JOB = "about = \"of stdin\"\nlet { memory = 1MiB }\ntd { vcpus = 1, memory = 1MiB }\n"
            + "phases = [ { name = a, closed {}, do = accept, pages = sequential } ]\nreplications = 2\n";

    @TempDir
    private Path directory;

    private String schedule;
    private String log;

    @BeforeEach
    void record() throws IOException {
        Path scenario = Files.writeString(directory.resolve("piped.tdx"), SCENARIO);
        String keptSchedule = directory.resolve("piped.schedule").toString();
        String keptLog = directory.resolve("piped.jsonl").toString();
        Cli cli = Cli.run("run", scenario.toString(), "--schedule-out", keptSchedule, "--trace", keptLog);
        assertThat(cli.code()).as(cli.err()).isZero();
        schedule = Files.readString(Path.of(keptSchedule));
        log = Files.readString(Path.of(keptLog));
    }

    private static void assertSays(String stdin, String said, String... args) {
        Cli cli = Cli.withStdin(stdin, args);
        assertThat(cli.code())
                .as(() -> String.join(" ", args) + ": " + cli.err())
                .isZero();
        assertThat(cli.out()).as(String.join(" ", args)).contains(said);
    }

    private static void assertRefused(String stdin, String said, String... args) {
        Cli cli = Cli.withStdin(stdin, args);
        assertThat(cli.code()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(cli.err()).contains(said);
    }

    @Test
    void aScenario() {
        assertSays(SCENARIO, "piped: PROVED", "explore", "-");
        assertSays(SCENARIO, "again: ./seamstress run - --seed 1", "run", "-");
        assertSays(SCENARIO, "-: ok", "lint", "-");
        assertSays(SCENARIO, "piped", "matrix", "-");
        assertSays(SCENARIO, "page: ", "view", "-");
    }

    /** As from within an editor. */
    @Test
    void aScenarioToBeWrittenInItsForm() {
        assertSays(SCENARIO.replace("x = 0x100", "x=0x100"), SCENARIO.strip(), "fmt", "-");
        assertSays(SCENARIO, "", "fmt", "--check", "-");
        String other = SCENARIO.replace("x = 0x100", "x=0x100");
        assertThat(Cli.withStdin(other, "fmt", "--check", "-").code()).isEqualTo(1);
        assertRefused(other, "-: error: --write keeps files, and this is a pipe", "fmt", "--write", "-");
    }

    @Test
    void aSchedule() {
        String quoted = schedule.replaceAll("(?m)^", "> ");
        assertSays(quoted, "steps are as recorded", "replay", "-");
        assertSays(schedule, "fault x", "explain", "-");
        assertSays(schedule, "page: ", "view", "-");
        assertSays(schedule, "The same: all 36 steps", "diff", "-", "-");
    }

    @Test
    void aLog() throws IOException {
        assertSays(log, "fault", "explain", "-");
        assertSays(log, "fault", "stats", "-");
        assertSays(log, "page: ", "view", "-");
        assertSays(log, "kvm_exit", "convert", "--to", "ftrace", "-");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(log.getBytes(UTF_8));
        }
        assertThat(Cli.withStdin(packed.toByteArray(), "stats", "-").code()).isZero();
    }

    @Test
    void aJob() {
        assertSays(JOB, "256", "load", "-");
        assertSays(JOB, "2 pairs of replications", "compare", "-", "--set-b", "costs.kernel.zap = 1us");
    }

    @Test
    void whatIsWrongHasItsPlace() {
        assertRefused(SCENARIO.replace("fault", "falt"), "-:4:5: error: ", "explore", "-");
        assertRefused("", "-", "explore", "-");
        assertRefused("", "-:1: error: ", "stats", "-");
    }

    /** No more is kept than fits into memory, and who brings more is told. */
    @Test
    void whatIsTooLongSaysSo() {
        byte[] much = new byte[(128 << 20) + 1];
        for (String command : List.of("explain", "stats", "load", "explore")) {
            Cli cli = Cli.withStdin(much, command, "-");
            assertThat(cli.code()).as(command).isEqualTo(ExitCode.BAD_INPUT.number());
            assertThat(cli.err()).contains("more than 128 MiB come through this pipe: name a file");
        }
    }
}
