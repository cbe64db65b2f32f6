package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a load run that is killed leaves the whole older results, or what says that it is not whole.
 *
 * <p>Method: processes of their own, that get SIGKILL; one that writes is held at its second file, which is a pipe that
 * nobody reads.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LoadKilledTest {
    private static final String JOB = "phases = [{ do = accept, closed {}, pages = sequential }]\nreplications = 1\n";

    @TempDir
    private Path directory;

    private Path out;

    @BeforeEach
    void olderResults() throws IOException {
        out = directory.resolve("out");
        assertThat(Cli.run("load", job("small", "1MiB"), "--out", out.toString())
                        .code())
                .isZero();
    }

    private String job(String name, String memory) throws IOException {
        return Cli.write(directory.resolve(name + ".conf"), "td { vcpus = 1, memory = " + memory + " }\n" + JOB);
    }

    private Process load(String job) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        words.addAll(List.of("load", job, "--seed", "2", "--out", out.toString(), "--force"));
        return new ProcessBuilder(words).start();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoIsKilledWhilePlayingLeavesTheOlderResults() throws IOException, InterruptedException {
        byte[] before = Files.readAllBytes(out.resolve("result.json"));
        Process process = load(job("long", "16GiB"));
        try (BufferedReader err = process.errorReader(UTF_8)) {
            assertThat(err.readLine()).startsWith("long: 0 of 1 replications are at their end, ");
        } finally {
            kill(process);
        }
        assertThat(Files.readAllBytes(out.resolve("result.json"))).isEqualTo(before);
        assertThat(out.resolve("INCOMPLETE")).doesNotExist();
    }

    @Test
    void whoIsKilledWhileWritingLeavesWhatSaysSo() throws IOException, InterruptedException {
        Path pipe = out.resolve("percentiles.csv");
        Files.delete(pipe);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        byte[] before = Files.readAllBytes(out.resolve("metrics.csv"));
        Process process = load(job("small", "1MiB"));
        try {
            while (process.isAlive() && Arrays.equals(before, Files.readAllBytes(out.resolve("metrics.csv")))) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(process.isAlive())
                    .as("it waits for somebody to read the pipe")
                    .isTrue();
        } finally {
            kill(process);
        }
        assertThat(out.resolve("result.json")).doesNotExist();
        assertThat(Files.readString(out.resolve("INCOMPLETE"))).contains("is not whole");
        Files.delete(pipe);
        List<Path> left = List.of(
                out.resolve(".metrics.csv." + process.pid() + ".part"),
                out.resolve("windows/.slow-1.html." + process.pid() + ".part"),
                out.resolve("charts/.throughput.json." + process.pid() + ".part"));
        Path mine = out.resolve("mine.part");
        for (Path each : List.of(left.get(0), left.get(1), left.get(2), mine)) {
            Files.writeString(each, "half");
        }
        assertThat(Cli.run("load", job("small", "1MiB"), "--out", out.toString())
                        .code())
                .as("what is incomplete is nobody's result, and is replaced without being forced")
                .isZero();
        assertThat(out.resolve("INCOMPLETE")).doesNotExist();
        assertThat(out.resolve("result.json")).exists();
        assertThat(left).as("what the dead one may have left half written").noneMatch(Files::exists);
        assertThat(mine).hasContent("half");
    }
}
