package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String schedule;
    private String log;

    @BeforeEach
    void record() throws IOException {
        Path scenario = Files.writeString(directory.resolve("piped.tdx"), SCENARIO);
        String keptSchedule = directory.resolve("piped.schedule").toString();
        String keptLog = directory.resolve("piped.jsonl").toString();
        int exit = Main.run(
                new PrintWriter(out),
                new PrintWriter(err),
                "run",
                scenario.toString(),
                "--schedule-out",
                keptSchedule,
                "--trace",
                keptLog);
        assertThat(exit).as(err::toString).isZero();
        schedule = Files.readString(Path.of(keptSchedule));
        log = Files.readString(Path.of(keptLog));
        out.getBuffer().setLength(0);
    }

    private int run(String stdin, String... args) {
        return run(stdin.getBytes(UTF_8), args);
    }

    private int run(byte[] stdin, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(stdin));
        try {
            return Main.run(new PrintWriter(out), new PrintWriter(err), args);
        } finally {
            System.setIn(before);
        }
    }

    private void assertSays(String stdin, String said, String... args) {
        assertThat(run(stdin, args))
                .as(() -> String.join(" ", args) + ": " + err)
                .isZero();
        assertThat(out.toString()).as(() -> String.join(" ", args) + ": " + out).contains(said);
        out.getBuffer().setLength(0);
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
        assertThat(run(SCENARIO, "fmt", "--check", "-")).as(out::toString).isZero();
        assertThat(run(SCENARIO.replace("x = 0x100", "x=0x100"), "fmt", "--write", "-"))
                .isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(err.toString()).contains("-: error: --write keeps files, and this is a pipe");
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
        assertThat(run(packed.toByteArray(), "stats", "-")).as(err::toString).isZero();
    }

    @Test
    void aJob() {
        assertSays(JOB, "256", "load", "-");
        assertSays(JOB, "2 pairs of replications", "compare", "-", "--set-b", "costs.kernel.zap = 1us");
    }

    @Test
    void whatIsWrongHasItsPlace() {
        assertThat(run(SCENARIO.replace("fault", "falt"), "explore", "-")).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(err.toString()).contains("-:4:5: error: ");
        assertThat(run("", "explore", "-")).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(run("", "stats", "-")).isEqualTo(ExitCode.BAD_INPUT.number());
    }
}
