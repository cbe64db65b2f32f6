package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.explore.Exploration;
import dev.seamstress.explore.Explorer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: an event with a range is one that is about one of these gfns. Method: what a search says of a claim. */
class EventWatchTest {
    private static String verdict(String text) {
        Scene scene = Scene.of("events", "TDX events\n" + text + "\n");
        Exploration said = new Explorer(scene::world, Explorer.Settings.DEFAULT).explore();
        return said.findings().isEmpty()
                ? said.verdict().name()
                : said.findings().get(0).rule().name();
    }

    /** A call at a table's entry is about all gfns below it, refused or not. */
    @ParameterizedTest
    @CsvSource({
        "never (seen(sept_add(x))), never#1",
        "never (seen(busy sept_add(x))), never#1",
        "never (seen(busy sept_add(x+8))), never#1",
        "never (seen(busy aug(x))), PROVED",
        "sometimes (seen(busy sept_add(x[1]))), PROVED",
        "sometimes (seen(busy sept_add(y))), sometimes#1",
        "sometimes (seen(P0 busy sept_add(x))), PROVED",
    })
    void aRefusedCallIsAboutItsEntry(String claim, String verdict) {
        assertThat(verdict("""
                { slot 1 = 0x100+8 gmem; slot 2 = 0x40000+1 gmem; x = 0x100; y = 0x40000; mirror(x,1G) = table;
                  inject busy sept_add(x) once; }
                 P0         ;
                 A: fault x ;
                """ + claim)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "never (seen(busy block(x[5]))), never#1",
        "sometimes (seen(busy block(x[5]))), PROVED",
        "never (seen(busy block(x[512]))), PROVED",
    })
    void soIsOneAtALargeEntry(String claim, String verdict) {
        assertThat(verdict("""
                { slot 1 = 0x200+0x400 gmem; x = 0x200; mirror(x,2M) = table; }
                 VMM1                              | VMM2                              ;
                 A: seamcall mem.range.block x 2M | B: seamcall mem.range.block x 2M ;
                """ + claim)).isEqualTo(verdict);
    }

    /** What throws everything away ends where there are no gfns any more. */
    @ParameterizedTest
    @CsvSource({
        "never (seen(invalidate_begin(x))), never#1",
        "sometimes (seen(invalidate_begin(x))), PROVED",
        "sometimes (seen(invalidate_begin(x[7]))), PROVED",
    })
    void anInvalidationOfEverythingIsAboutEachGfn(String claim, String verdict) {
        assertThat(verdict("""
                vm = default
                { slot 1 = 0x100+8; x = 0x100; direct(x) = present; }
                 VMM            ;
                 A: noncoherent ;
                """ + claim)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "sometimes (seen(invalidate_begin(x))), sometimes#1",
        "sometimes (seen(invalidate_begin(x[1]))), PROVED",
        "sometimes (seen(invalidate_begin(x+2))), PROVED",
        "never (seen(invalidate_begin(x[2]))), PROVED",
    })
    void oneOfARangeIsAboutNoOther(String claim, String verdict) {
        assertThat(verdict("""
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 GMEM          ;
                 A: punch x[1] ;
                """ + claim)).isEqualTo(verdict);
    }
}
