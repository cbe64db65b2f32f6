package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Goal: Ctrl-C ends a search, and what it has found so far is told. Method: a process of its own, and a signal. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class InterruptTest {
    private static final String ENDLESS = "TDX endless\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 | P1 | P2 | P3 ;\n"
            + " A: fault x | B: fault x | C: fault x | D: fault x ;\nnever (#aug > 1)\n";

    @TempDir
    private Path directory;

    @Test
    void aSearchThatIsInterruptedTellsWhatItHas() throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("endless.tdx"), ENDLESS);
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
            assertThat(err.readLine()).as("the first word of its progress").contains("states");
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED.number());
            assertThat(out).contains("it was interrupted").containsPattern("[0-9,]+ states");
        } finally {
            process.destroyForcibly();
        }
    }
}
