package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: which facts of counted faults make sense. Method: a file with each, and what is said of it. */
class SteppingFactsParserTest {
    private static String problems(String options, String fact, String operation) {
        return Corpus.read("TDX t\n" + options + "{ slot 1 = 0x100+8 gmem; x = 0x100; " + fact + "; }\n P0 ;\n "
                        + operation + " ;\n")
                .problems()
                .render();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 7})
    void sevenIsTheMost(int count) {
        assertThat(problems("", "zerostep(P0) = " + count, "fault x")).isEqualTo("0 errors\n");
    }

    @Test
    void eightIsTooMany() {
        assertThat(problems("", "zerostep(P0) = 8", "fault x"))
                .contains("error: `zerostep` is a count of faults at the start");
    }

    @ParameterizedTest
    @ValueSource(strings = {"accept x", "fault x shared", "enter"})
    void theSeventhWasAtThePageOfTheFirstOperation(String operation) {
        assertThat(problems("", "zerostep(P0) = 7", operation))
                .contains("2:52: error: the seventh fault is at a page, and P0 does not begin with an access to one")
                .contains("hint: let its first operation be `fault`, `read`, `write` or `exec` of a private gfn");
        assertThat(problems("", "zerostep(P0) = 6", operation)).isEqualTo("0 errors\n");
    }

    @Test
    void ofAVcpuWithoutAColumnTheModuleCanHaveListedNothing() {
        assertThat(problems("", "zerostep(P1) = 7", "fault x")).contains("and P1 does not begin with an access to one");
    }

    @Test
    void aMachineThatIsNoTdHasNoModule() {
        assertThat(problems("vm = sw_protected\n", "zerostep(P0) = 1", "fault x"))
                .contains("error: only the module of a TD counts faults")
                .contains("hint: this belongs to `vm = tdx`");
    }
}
