package dev.seamstress.scenario.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: similarity is that of Python's difflib. Method: values computed by SequenceMatcher(None, a, b).ratio(). */
class NearTest {
    @ParameterizedTest
    @CsvSource({
        "accept, acept, 0.9090909090909091",
        "fault, default, 0.8333333333333334",
        "abcd, bcda, 0.75",
        "tide, diet, 0.25",
        "diet, tide, 0.5",
        "kvm-6.19, kvm-6.9, 0.9333333333333333",
        "mapped, MAPPED, 0.0",
        "zapfast, fastzap, 0.5714285714285714",
        "a, a, 1.0"
    })
    void ratioIsThatOfDifflib(String a, String b, double ratio) {
        assertThat(Near.ratio(a, b)).isCloseTo(ratio, within(1e-12));
    }

    @Test
    void theBestIsTheFirstOfEquals() {
        assertThat(Near.best("kvm-6.1", List.of("kvm-6.12", "kvm-6.16"))).isEqualTo("kvm-6.12");
        assertThat(Near.best("frob", List.of("kvm-6.12", "kvm-6.16"))).isNull();
    }

    @Test
    void aShortListIsShownWholeAndALongOneNot() {
        assertThat(Near.hint("zzz", List.of("on", "off"), "else")).isEqualTo("it is `on` or `off`");
        assertThat(Near.hint("zzz", List.of("a", "b", "c"), "else")).isEqualTo("it is one of `a`, `b` or `c`");
        assertThat(Near.hint("zzz", List.of("a", "b", "c", "d", "e", "f", "g", "h", "i"), "else"))
                .isEqualTo("else");
    }

    @Test
    void aBeginningStandsForAllThatBeginSoAndElseForTheMostSimilar() {
        List<String> names = List.of("b31a-filters", "b31b-both", "b33-no-kick", "b35-cleared");
        assertThat(Near.named("b33", names)).contains("`b33-no-kick`");
        assertThat(Near.named("b31", names)).contains("`b31a-filters` or `b31b-both`");
        assertThat(Near.named("b33-no-kik", names)).contains("`b33-no-kick`");
        assertThat(Near.named("", names)).isEmpty();
        assertThat(Near.named("zzz", names)).isEmpty();
    }
}
