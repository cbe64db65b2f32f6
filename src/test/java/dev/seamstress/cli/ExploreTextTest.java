package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a result says, beside its verdict, how the search would have been smaller, where there are so many states that
 * somebody waits for them, and where walks were cut. Method: one page that two and three vCPUs fault.
 */
class ExploreTextTest {
    @TempDir
    private Path directory;

    private String explored(String header, String row, String... options) throws IOException {
        String text = "TDX made\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n " + header + ";\n " + row + ";\n";
        List<String> line = new ArrayList<>(List.of("explore", Cli.write(directory.resolve("made.tdx"), text)));
        line.addAll(List.of(options));
        return Cli.run(line.toArray(new String[0])).out();
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

    @Test
    void walksThatAreCutSayWhere() throws IOException {
        String[] walks = {"--strategy", "random", "--schedules", "5", "--depth", "20"};
        assertThat(explored("P0 | P1", "A: fault x | B: fault x", walks))
                .contains("5 schedules walked; 100 steps; 5 schedules cut after 20 steps, before their end");
        walks[5] = "2000";
        assertThat(explored("P0 | P1", "A: fault x | B: fault x", walks)).doesNotContain(" cut");
    }
}
