package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: an event is asked for by no more than it tells, as what it does not tell would be passed over in silence.
 * Method: a file with a claim, and what is said of it.
 */
class EventWordsParserTest {
    private static String problems(String claim) {
        return Corpus.read("TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 | VMM ;\n A: fault x | B: punch x ;\n"
                        + claim + "\n")
                .problems()
                .render();
    }

    @ParameterizedTest
    @CsvSource({
        "sometimes (seen(root_found))",
        "sometimes (seen(invalidate_begin(x)))",
        "sometimes (seen(VMM invalidate_end))",
        "sometimes (seen(VMM wbinvd))",
        "sometimes (seen(busy remove(x)))",
    })
    void whatIsToldCanBeAskedFor(String claim) {
        assertThat(problems(claim)).isEqualTo("0 errors\n");
    }

    @ParameterizedTest
    @CsvSource({
        "sometimes (seen(P0 root_found)), `root_found` says of no column that it was its",
        "never (seen(invalidate_end(x))), `invalidate_end` is about no gfn",
        "never (seen(wbinvd(x))), `wbinvd` is about no gfn",
        "never (seen(busy reclaim(x))), `reclaim` is about no gfn",
    })
    void whatIsNotIsRefused(String claim, String problem) {
        assertThat(problems(claim)).contains(problem).contains("1 error\n");
    }

    /** Whoever is signalled on its way in comes back to userspace. */
    @ParameterizedTest
    @CsvSource({"enter => eintr", "'repeat 2 { enter } => {ok, eintr}'"})
    void anEntryMayEndForASignal(String operation) {
        String text = "TDX t\n{ slot 1 = 0x100+8 gmem; }\n P0 | VMM ;\n A: " + operation + " | signal P0 ;\n";
        assertThat(Corpus.read(text).problems().render()).isEqualTo("0 errors\n");
    }
}
