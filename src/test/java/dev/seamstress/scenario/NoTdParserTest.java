package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: without a TD there is nothing for KVM to do. Method: a file with each, and what is said of it. */
class NoTdParserTest {
    private static String problems(String options, String facts, String columns, String operations) {
        return Corpus.read("TDX t\n" + options + "td { state = none; }\n{ slot 1 = 0x100+8 gmem; x = 0x100; " + facts
                        + "}\n " + columns + " ;\n " + operations + " ;\n")
                .problems()
                .render();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seamcall mng.create",
                "loop { seamcall mem.page.aug x } until ok",
                "repeat 2 { seamcall mng.addcx x }",
                "on mng_create"
            })
    void theModuleIsCalled(String operation) {
        assertThat(problems("", "", "VMM", operation)).isEqualTo("0 errors\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"convert x to shared", "delslot 1", "finalize", "vcpucreate P1", "addslot 2 = 0x200+8"})
    void kvmDoesNothing(String operation) {
        String verb = operation.split(" ")[0];
        assertThat(problems("", "", "VMM", operation))
                .contains("5:2: error: there is no TD for `" + verb + "`\n")
                .contains("hint: with `td { state = none; }` threads do `seamcall`, `wait` and `on` only\n")
                .endsWith("1 error\n");
        assertThat(problems("", "", "VMM", "repeat 2 { " + operation + " }"))
                .contains("error: there is no TD for `" + verb + "`");
    }

    @Test
    void noVcpuRuns() {
        assertThat(problems("", "", "P0", "load"))
                .contains("4:2: error: there is no TD for column P0\n")
                .contains("hint: `td { state = none; }` has VMM columns only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sept(x) = mapped;", "mirror(x,2M) = table;", "vcpu(P0) = none;", "#roots(direct) = 0;"})
    void thereAreNoFactsOfIt(String fact) {
        assertThat(problems("", fact, "VMM", "seamcall mng.create"))
                .contains("error: there is no TD that this could be a fact of")
                .endsWith("1 error\n");
    }

    @Test
    void factsOfMemoryThereAre() {
        assertThat(problems("", "attr(x) = shared;", "VMM", "seamcall mng.create"))
                .isEqualTo("0 errors\n");
    }

    @Test
    void aMachineThatIsNoTdHasNone() {
        assertThat(problems("vm = sw_protected\n", "", "VMM", "zapfast"))
                .contains("error: `vm = sw_protected` is no TD");
    }
}
