package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the figures of a run are printed for people and for programs, and say the same. Method: command lines. */
class StatsCommandTest {
    @TempDir
    private Path directory;

    private String log;

    @BeforeEach
    void run() {
        log = directory.resolve("a.jsonl").toString();
        String scenario = "scenarios/first/10-busy-from-accept.tdx";
        assertThat(Cli.run("run", scenario, "--seed", "4", "--timeline", "none", "--trace", log)
                        .code())
                .isZero();
    }

    @Test
    @SuppressWarnings("unchecked")
    void textAndJsonSayTheSame() throws IOException {
        Cli text = Cli.run("stats", log);
        assertThat(text.code()).isZero();
        assertThat(text.err()).isEmpty();
        assertThat(text.out())
                .startsWith("busy-from-accept: kvm-6.19, module 1.5.01; pekko, stepped, seed 4\n")
                .contains("calls of the TDX module ", "\n  TDH.VP.ENTER ", "waits for locks ", "locks held ");
        Map<String, Object> object = Cli.run("stats", log, "--json").onlyObject();
        assertThat(object)
                .containsKeys("operation", "fault", "zap", "seamcall", "wait", "hold", "busy_by", "unfinished");
        List<Map<String, Object>> calls = (List<Map<String, Object>>) object.get("seamcall");
        for (Map<String, Object> call : calls) {
            String row = String.format("  %-32s %7d ", call.get("kind"), (Long) call.get("count"));
            assertThat(text.out()).contains(row);
        }
        long lines = Files.readString(Path.of(log))
                .lines()
                .filter(line -> line.contains("\"seamret\""))
                .count();
        assertThat(calls.stream().mapToLong(call -> (Long) call.get("count")).sum())
                .isEqualTo(lines);
    }

    @Test
    void errorsAreTold() throws IOException {
        Path cut = directory.resolve("cut.jsonl");
        String whole = Files.readString(Path.of(log));
        Files.writeString(cut, whole.substring(0, whole.length() / 2));
        Cli cli = Cli.run("stats", cut.toString());
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).contains("cut.jsonl: warning: the log breaks off in line ");
        Cli none = Cli.run("stats", directory.resolve("none").toString());
        assertThat(none.code()).isEqualTo(65);
        assertThat(none.err()).contains("there is no such file");
        Cli other = Cli.run("stats", "README.md");
        assertThat(other.code()).isEqualTo(65);
        assertThat(other.err())
                .startsWith("README.md:1: error: this is no event log: `run FILE --trace LOG` writes one");
    }
}
