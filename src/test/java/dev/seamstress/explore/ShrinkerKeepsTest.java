package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: what gives a counterexample its meaning stays in it, though the rule would be broken without it as well.
 * Method: small scenarios, whose shrunk text is exact.
 */
@Tag("once")
class ShrinkerKeepsTest {
    /** With fewer rows an easier result breaks the row, and it is not the one that was found. */
    @Test
    void aResultThatNoRowAnnouncesStays() {
        Shrunk shrunk = ShrinkerTest.shrink("""
                TDX unannounced
                { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }
                 VMM                                                    ;
                 seamcall mem.range.block x                             ;
                 seamcall mem.page.remove x => {ok, ept_walk_failed}    ;
                """, "results");
        assertThat(shrunk.finding().rule().text()).contains("= tlb_tracking_not_done");
    }

    /**
     * Without the conversion every schedule would break the claim; with it, one where it comes first keeps it. That
     * nothing keeps another claim does not matter.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", "finally (C = vmdead)\n"})
    void whatMakesTheClaimPassSomewhereStays(String other) {
        Shrunk shrunk = ShrinkerTest.shrink("""
                TDX late
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0         | VMM                    ;
                 A: fault x | C: convert x to shared ;
                never (sept(x) = pending)
                """ + other, "never#1");
        assertThat(shrunk.text()).endsWith("""
                { slot 1 = 0x100 gmem; x = 0x100; }
                 P0         | VMM                    ;
                 A: fault x | C: convert x to shared ;
                never (sept(x) = pending)
                expect kvm-6.19: refuted never#1
                """);
    }

    /** A search in depth sees no schedule in which the hole comes last: there are too many that begin otherwise. */
    @Test
    void whatMakesAClaimTrueStaysWhereThereAreManyStatesToo() {
        Shrunk shrunk = ShrinkerTest.shrink("""
                TDX punched
                { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }
                 P0         | P1        | GMEM       ;
                 A: write x | E: read x | D: punch x ;
                 B: write x |           |            ;
                finally (sept(x) = free)
                """, "finally#1");
        assertThat(shrunk.text()).endsWith("""
                { slot 1 = 0x100 gmem; x = 0x100; }
                 P0         | GMEM       ;
                 A: write x | D: punch x ;
                finally (sept(x) = free)
                expect kvm-6.19: refuted finally#1
                """);
    }

    @Test
    void aTdThatIsNotThereIsNotMade() {
        Shrunk shrunk = ShrinkerTest.shrink("""
                TDX nothing
                td { state = none; }
                { slot 1 = 0x100+8 gmem; }
                 VMM                            ;
                 seamcall mng.create => ok      ;
                 seamcall mng.create => ok      ;
                """, "results");
        assertThat(shrunk.text()).contains("td { state = none; }");
    }
}
