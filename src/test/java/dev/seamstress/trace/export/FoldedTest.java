package dev.seamstress.trace.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Goal: of a long drawing is left what a reader needs, and what is left out is counted. Method: lines by hand. */
class FoldedTest {
    private static List<String> lines(int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void aDrawingThatCanBeReadIsWhole() {
        List<String> lines = lines(Folded.WHOLE_MAX);
        assertThat(Folded.of(lines, "see")).isEqualTo(lines);
    }

    @Test
    void ofALongOneTheEndsAndTheNotesStay() {
        List<String> lines = lines(100_000);
        lines.set(50_000, "50 x <- after this no schedule can pass");
        lines.set(70_000, "    from here on, for ever:");
        List<String> folded = Folded.of(lines, "'seamstress view' shows all");
        assertThat(folded)
                .hasSize(80 + 160 + 21 + 21 + 3)
                .startsWith("line 0", "line 1")
                .endsWith("line 99998", "line 99999")
                .containsSubsequence(
                        "line 79",
                        "... 49910 lines left out; 'seamstress view' shows all",
                        "line 49990",
                        "50 x <- after this no schedule can pass",
                        "line 50010",
                        "... 19979 lines left out; 'seamstress view' shows all",
                        "line 69990",
                        "    from here on, for ever:",
                        "line 70010",
                        "... 29829 lines left out; 'seamstress view' shows all",
                        "line 99840");
        int left = folded.stream()
                .filter(line -> line.startsWith("... "))
                .mapToInt(line -> Integer.parseInt(line.split(" ")[1]))
                .sum();
        assertThat(left + folded.size() - 3).isEqualTo(lines.size());
    }
}
