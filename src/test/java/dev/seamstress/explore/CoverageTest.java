package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.world.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: the coverage names what no schedule does, and no more. Method: a race against the same without the other. */
class CoverageTest {
    private static Coverage of(String header, String row) {
        String text = "TDX coverage\n{ slot 1 = 0x100+8 gmem; x = 0x100; mirror(x,2M) = table; }\n " + header + " ;\n "
                + row + " ;\n";
        return new Explorer(() -> Scene.of("coverage", text).world(), Explorer.Settings.DEFAULT)
                .explore()
                .coverage();
    }

    @Test
    void whoIsAloneNeverRetries() {
        Coverage alone = of("P0", "A: fault x");
        Coverage race = of("P0 | P1", "A: fault x | B: fault x");
        List<String> gaps = alone.gaps();
        assertThat(gaps).isNotEmpty().allMatch(gap -> gap.matches("[A-Za-z]+\\.[A-Z_]+"));
        assertThat(race.gaps()).hasSizeLessThan(gaps.size());
        assertThat(race.triples()).isGreaterThan(alone.triples());
        assertThat(alone.triples())
                .as("a thread is at another place for each step")
                .isEqualTo(15);
    }

    @Test
    void twoCoveragesTogether() {
        Coverage alone = of("P0", "A: fault x");
        Coverage race = of("P0 | P1", "A: fault x | B: fault x");
        int before = race.triples();
        List<String> gaps = race.gaps();
        race.addAll(race);
        assertThat(race.triples()).isEqualTo(before);
        alone.addAll(race);
        assertThat(alone.gaps()).isEqualTo(gaps);
        race.addAll(of("P0", "A: fault x"));
        assertThat(race.gaps())
                .as("what one has seen the other does not take away")
                .isEqualTo(gaps);
    }
}
