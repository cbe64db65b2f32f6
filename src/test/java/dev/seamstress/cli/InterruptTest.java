package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Goal: Ctrl-C ends a search, and what it has found so far is told. Method: a process of its own, and a signal. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class InterruptTest {
    private static final String ENDLESS = "TDX endless\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 | P1 | P2 | P3 ;\n"
            + " A: fault x | B: fault x | C: fault x | D: fault x ;\nnever (#aug > 1)\n";

    /** Refuted at once; it takes long to find a shortest schedule and to make the scenario smaller. */
    private static final String REFUTED = "TDX punched\n{ slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }\n"
            + " P0 | P1 | GMEM ;\n A: write x | C: read x | D: punch x ;\n B: write x | | ;\n"
            + "finally (sept(x) = free)\n";

    private static final int SIGINT = 2;
    /** How a JVM ends that gets SIGTERM. */
    private static final int TERMINATED = 143;

    @TempDir
    private Path directory;

    @Test
    void aSearchThatIsInterruptedTellsWhatItHas() throws IOException, InterruptedException {
        String out = interrupted("endless", ENDLESS, "states");
        assertThat(out).contains("it was interrupted").containsPattern("[0-9,]+ states");
    }

    /** The verdict is told before all is done, and a schedule that is not short is a schedule. */
    @Test
    void aRefutationThatIsBeingMadeSmallerIsShownAsItIs() throws IOException, InterruptedException {
        String out = interrupted("punched", REFUTED, "punched under kvm-6.19: REFUTED finally#1, ");
        assertThat(out).contains("punched: REFUTED finally#1 (", "<- finally#1 broken", "again: ./seamstress replay");
    }

    /** What is printed by an exploration that gets Ctrl-C when its progress tells {@code word}. */
    private String interrupted(String name, String scenario, String word) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve(name + ".tdx"), scenario);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "explore",
                        file.toString(),
                        "--no-symmetry")
                .directory(directory.toFile())
                .start();
        try (BufferedReader err = process.errorReader(UTF_8)) {
            String line = err.readLine();
            while (line != null && !line.contains(word)) {
                line = err.readLine();
            }
            assertThat(line).as("its progress").contains(word);
            boolean isIgnored = isCtrlCIgnored();
            new ProcessBuilder("kill", isIgnored ? "-TERM" : "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(isIgnored ? TERMINATED : ExitCode.INTERRUPTED.number());
            return out;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Who starts the tests as a background job of a script has them ignore Ctrl-C; such a job is ended by SIGTERM. */
    private static boolean isCtrlCIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line ->
                            new BigInteger(line.substring("SigIgn:".length()).strip(), 16).testBit(SIGINT - 1));
        }
    }
}
