package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a result that could not be written is noticed. Method: a stream on a file descriptor that is not open. */
class ResultStreamTest {
    @Test
    void aFailureIsRememberedBehindAPrintStream() throws IOException {
        try (ResultStream stream = new ResultStream(new FileDescriptor())) {
            PrintStream print = new PrintStream(stream, true);
            print.println("result");
            assertThat(print.checkError()).isTrue();
            assertThat(stream.failure()).isPresent();
            assertThatThrownBy(() -> stream.write(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void nothingWrittenIsNoFailure() throws IOException {
        try (ResultStream stream = new ResultStream(new FileDescriptor())) {
            assertThat(stream.failure()).isEmpty();
        }
    }

    /** Whoever gets a verdict as an exit code is told, too, that what was said of it is lost. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aLostResultIsToldWhateverTheVerdict(@TempDir Path directory) throws IOException, InterruptedException {
        String scenario = "TDX one\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 ;\n A: fault x ;\n";
        for (String claim : List.of("finally (A = ok)\n", "finally (A = memfault)\n")) {
            Path file = Files.writeString(directory.resolve("one.tdx"), scenario + claim);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "run",
                            file.toString())
                    .redirectOutput(Path.of("/dev/full").toFile())
                    .start();
            String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
            assertThat(err).contains("seamstress: the result cannot be written: ");
            assertThat(process.waitFor()).isEqualTo(claim.contains("= ok") ? 70 : 1);
        }
    }
}
