package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a shell completes what the commands take. Method: bash is asked for the words behind a line. */
@EnabledOnOs(OS.LINUX)
class CompletionCommandTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    private Path directory;

    /** What bash offers for the last of {@code words}. */
    private List<String> offered(String... words) throws IOException, InterruptedException {
        Path script = directory.resolve("completion");
        Files.writeString(script, Cli.run("completion").out());
        String line = "compopt() { :; }; source " + script + "; COMP_WORDS=(" + String.join(" ", words)
                + "); COMP_CWORD=" + (words.length - 1) + "; _complete_seamstress; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder(BASH.toString(), "--norc", "-c", line)
                .redirectErrorStream(true)
                .start();
        List<String> said = new String(bash.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .map(String::strip)
                .toList();
        assertThat(bash.waitFor()).as(said::toString).isZero();
        return said;
    }

    @Test
    void commandsOptionsAndNamesAreOffered() throws IOException, InterruptedException {
        assertThat(offered("seamstress", "ex")).containsExactlyInAnyOrder("explore", "explain");
        assertThat(offered("./seamstress", "explore", "--mem")).containsExactly("--memory");
        assertThat(offered("seamstress", "run", "--mutate", "b33")).containsExactly("b33-track-no-kick");
        assertThat(offered("seamstress", "run", "--mutate", "local-re")).containsExactly("local-retry");
        assertThat(offered("seamstress", "step", "--model", "kvm-6.1"))
                .containsExactly("kvm-6.12", "kvm-6.16", "kvm-6.18", "kvm-6.19");
        assertThat(offered("seamstress", "explore", "--without", "V3")).contains("V30", "V38");
        assertThat(offered("seamstress", "explore", "--module", "1.5.")).containsExactly("1.5.01", "1.5.05");
    }
}
