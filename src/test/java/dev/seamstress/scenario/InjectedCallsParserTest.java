package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a call that is to fail is one that somebody makes. Method: a file with an injection, and what is said of it.
 */
class InjectedCallsParserTest {
    private static String problems(String injection, String operation) {
        return Corpus.read("TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; inject " + injection + "; }\n VMM ;\n "
                        + operation + " ;\n")
                .problems()
                .render();
    }

    @ParameterizedTest
    @CsvSource({
        "busy unblock(x) once, seamcall mem.range.unblock x",
        "busy sept_rd any, repeat 2 { seamcall mem.sept.rd x }",
        "interrupted demote nth 2, loop { seamcall mem.page.demote x } until ok",
        "busy aug(x) once, punch x+1",
        "busy reclaim once, vmdestroy",
    })
    void theCallIsThereOrMayBeKvms(String injection, String operation) {
        assertThat(problems(injection, operation)).isEqualTo("0 errors\n");
    }

    @Test
    void nobodyMakesTheCall() {
        assertThat(problems("busy unblock(x) once", "seamcall mem.range.block x"))
                .contains("2:49: error: nobody makes the call `unblock` that is to fail")
                .contains("hint: no operation makes it but `seamcall mem.range.unblock GFN [LEVEL]`")
                .contains("1 error\n");
    }

    @Test
    void whatIsAboutNoGfnHasNone() {
        assertThat(problems("busy vp_flush(x) once", "seamcall vp.flush P0")).contains("`vp_flush` is about no gfn");
    }
}
