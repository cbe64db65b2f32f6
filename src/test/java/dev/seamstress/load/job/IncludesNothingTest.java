package dev.seamstress.load.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a job opens no other file, nor an address, however it asks for it. Method: files that would do; a server. */
class IncludesNothingTest {
    private static final String GOOD = "td { vcpus = 2, memory = 8MiB }\nphases = [{ closed {}, do = accept }]\n";

    private static String problems(String text) {
        JobFile.Limits limits = new JobFile.Limits(1L << 30, List.of());
        JobFile.Read read = JobFile.read(Path.of("x.conf"), text.getBytes(UTF_8), List.of(), limits);
        assertThat(read.job()).isEmpty();
        return read.problems().render();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"%s\"",
                "file(\"%s\")",
                "required(file(\"%s\"))",
                "url(\"file:%s\")",
                "classpath(\"reference.conf\")",
                "required(classpath(\"reference.conf\"))"
            })
    void whatIsThereIsNotRead(String what, @TempDir Path directory) throws IOException {
        Path other = Files.writeString(directory.resolve("other.conf"), GOOD);
        String include = "include " + what.formatted(other) + "\n";
        assertThat(problems(include + GOOD)).contains("`include` of ", ": a job includes no other", "1 error");
        assertThat(problems(include)).contains("expected `td.vcpus`");
    }

    @Test
    void nobodyIsAsked() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread hangsUp = new Thread(() -> hangUp(server, calls));
            hangsUp.setDaemon(true);
            hangsUp.start();
            String address = "http://127.0.0.1:" + server.getLocalPort() + "/x.conf";
            assertThat(problems("include url(\"" + address + "\")\n" + GOOD))
                    .contains("`include` of " + address + ": a job includes no other");
        }
        assertThat(calls).hasValue(0);
    }

    /** Until the server is closed. */
    private static void hangUp(ServerSocket server, AtomicInteger calls) {
        try {
            while (true) {
                server.accept().close();
                calls.incrementAndGet();
            }
        } catch (IOException closed) {
            assertThat(server.isClosed()).isTrue();
        }
    }
}
