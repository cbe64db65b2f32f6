package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: who writes the same column twice hears of it where it would make a search smaller, and only there. Method:
 * headers with rows, and the whole sentence.
 */
final class WrittenApartTest {
    private static final String END =
            " states that differ only by who is who are searched once, unless a name tells them apart";

    private static String text(String facts, String header, String... rows) {
        String text = "TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; y = 0x101; " + facts + " }\n " + header + ";\n "
                + String.join(";\n ", rows) + ";\n";
        return WrittenApart.text(Scene.of("t", text).world().scenario()).orElse("");
    }

    @Test
    void twoThatDoTheSame() {
        assertThat(text("", "P0 | P1 | VMM", "A: fault x | B: fault x | convert x to shared"))
                .isEqualTo("P0, P1 do the same: in one column, P[0..1]," + END);
    }

    @Test
    void theirNumbersNeedNotFollowEachOther() {
        assertThat(text("", "P0 | P1 | P2", "fault x | fault y | fault x"))
                .isEqualTo("P0, P2 do the same: in one column" + END);
    }

    @Test
    void severalKinds() {
        assertThat(text("", "P0 | P1 | P2 | P3", "fault x | fault y | fault x | fault y"))
                .isEqualTo("P0, P2 do the same: in one column" + END + "; P1, P3 do the same: in one column" + END);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "P0 | P1! fault x | fault y",
                "P0 | P1 | P2! fault x | |",
                "P[0..1]! fault x",
                "P[0..1]! fault x[me]",
                "P0 | VMM! fault x | convert x to shared",
                "P0 | P1! mapgpa x to shared | mapgpa x to shared",
                "P0 | P1 | VMM! A: fault x | fault x | wait A"
            })
    void nothingIsSaidOf(String header, String row) {
        assertThat(text("", header, row)).isEmpty();
    }

    @Test
    void whoseResultsAreOthersIsNotOneOfThem() {
        assertThat(text("", "P0 | P1 | P2", "fault x => {ok, memfault} | fault x | fault x"))
                .startsWith("P1, P2 do the same");
    }

    @Test
    void whoGoesOnAfterAFaultIsNotOneOfThem() {
        assertThat(text("onfault(P0) = rerun;", "P0 | P1 | P2", "fault x | fault x | fault x"))
                .startsWith("P1, P2 do the same");
    }
}
