package dev.seamstress.trace.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Goal: pages are found by every way in which people call them. Method: examples, and what is none. */
class PageWordsTest {
    private final PageWords words = new PageWords(Map.of("x", 0x100L, "far", 0x40000L));

    @Test
    void pagesHaveNumbersAndNames() {
        is("gfn=0x100", 0x100, 0x101);
        is("gfn=256+8", 0x100, 0x108);
        is("gpa=0x100fff", 0x100, 0x101);
        is("gpa=0x800000100000+2", 0x100, 0x102);
        is("gpa=0x8000000100000", 0x100, 0x101);
        is("x", 0x100, 0x101);
        is("x[3]", 0x103, 0x104);
        is("far[0x10]+0x10", 0x40010, 0x40020);
    }

    private void is(String text, long start, long endExclusive) {
        Pages pages = words.read(text).orElseThrow();
        assertThat(pages).isEqualTo(new Pages(text, start, endExclusive, !text.contains("=")));
    }

    @Test
    void whatIsNoPageIsNone() {
        for (String text : List.of(
                "y",
                "",
                "0x100",
                "gfn=",
                "gfn=x",
                "gfn=0x",
                "gfn=0x10000000000000",
                "gfn=0xffffffffffffffff",
                "gfn=0x100+0",
                "gfn=0xfffffffffffff+2",
                "x+",
                "x[1",
                "x[99999999999999999]",
                "gpa=1,2")) {
            assertThat(words.read(text)).as(text).isEmpty();
        }
        assertThat(words.read("gfn=0xfffffffffffff+1")).isPresent();
    }

    @Test
    void anOperationNamesPages() {
        assertThat(words.in("x: convert x+8 to shared")).containsExactly(new Pages("x+8", 0x100, 0x108, true));
        assertThat(words.in("A: repeat 100 { fault x[2]; read far }"))
                .extracting(Pages::start)
                .containsExactly(0x102L, 0x40000L);
        assertThat(words.in("populate 0x200+4")).extracting(Pages::endExclusive).containsExactly(0x204L);
        assertThat(words.in("B: delslot 1")).isEmpty();
        assertThat(words.in("fault xx")).isEmpty();
    }

    @Test
    void errorsSayWhatThereIs() {
        assertThat(words.known()).isEqualTo("the names are far, x");
        assertThat(new PageWords(Map.of()).known()).isEqualTo("no page has a name here");
    }
}
