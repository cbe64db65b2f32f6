package dev.seamstress.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.world.Scene;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what a guest reads after the host has changed its mapping, or userspace a page's side, is no offence. Method:
 * every schedule of a write, a change and a read.
 */
class ContentRulesTest {
    @ParameterizedTest(name = "{0} {2}")
    @CsvSource({
        "'', attr(x) = shared;, HOSTMM, notify x madvise, ' shared'",
        "'', attr(x) = shared;, HOSTMM, notify x migrate, ' shared'",
        "'', attr(x) = shared;, HOSTMM, notify x munmap, ' shared'",
        "vm = default, '', HOSTMM, notify x madvise, ''",
        "vm = default, '', HOSTMM, notify x migrate, ''",
        "vm = sw_protected, '', VMM, convert x to shared, ''",
        "vm = sw_protected onfault = convert, '', VMM, convert x to shared, ''",
    })
    void noScheduleLosesAValue(String options, String facts, String column, String change, String side) {
        String text = "TDX t\n" + options + "\n{ slot 1 = 0x100+8 gmem; x = 0x100; " + facts + " }\n P0 | " + column
                + " ;\n write x" + side + " => {ok, mmio, memfault} | " + change + " ;\n read x" + side
                + " => {ok, mmio, memfault} | ;\n";
        InvariantSearch search = new InvariantSearch(Scene.of(text, text));
        assertThat(search.search(200_000)).isEmpty();
        assertThat(search.states()).isLessThan(200_000);
    }
}
