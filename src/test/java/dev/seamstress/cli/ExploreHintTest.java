package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a result says how the search would have been smaller, where there are so many states that somebody waits for
 * them. Method: one page that two and three vCPUs fault, whole outputs.
 */
class ExploreHintTest {
    @TempDir
    private Path directory;

    private String explored(String header, String row) throws IOException {
        String text = "TDX made\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n " + header + ";\n " + row + ";\n";
        return Cli.run("explore", Cli.write(directory.resolve("made.tdx"), text))
                .out();
    }

    @Test
    void vcpusThatAreWrittenApart() throws IOException {
        assertThat(explored("P0 | P1 | P2", "A: fault x | B: fault x | C: fault x"))
                .contains("  hint: P0, P1, P2 do the same: in one column, P[0..2], states that differ only by who is");
        assertThat(explored("P[0..2]", "A: fault x")).doesNotContain("hint");
        assertThat(explored("P0 | P1", "A: fault x | B: fault x"))
                .as("few states")
                .doesNotContain("hint");
    }
}
