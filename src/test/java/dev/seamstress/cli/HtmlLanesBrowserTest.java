package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.trace.html.BrowserTab;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Goal: lanes and arrows can be read at every size. Method: a real Chromium; where things stand is measured. */
@Tag("browser")
class HtmlLanesBrowserTest {
    @RegisterExtension
    private static final BrowserTab TAB = new BrowserTab();

    private static Path page;

    @BeforeAll
    static void start() {
        page = HtmlPages.ofBug(TAB.file("bug.html"));
    }

    @Test
    void lanesAreSlimWhereTheyDoNotFit() throws IOException {
        for (int width : new int[] {360, 1024, 1280}) {
            TAB.open(page, "#step=35", width, 900);
            boolean isSlim = width < 1280;
            assertThat(TAB.evaluate("document.getElementById('scroll').matches('.slim')"))
                    .as("at " + width)
                    .isEqualTo(Boolean.toString(isSlim));
            assertThat(TAB.count(".spot")).isEqualTo(isSlim ? TAB.count("#rows .row") : 0);
            assertThat(TAB.evaluate("new Set([...document.querySelectorAll('#rows .text')].map(each =>"
                            + " Math.floor(each.offsetLeft / 60))).size > 2"))
                    .as("texts stand in their lanes")
                    .isEqualTo(Boolean.toString(!isSlim));
        }
    }

    /** What covers an arrow's ends makes people look for them. */
    @Test
    void anArrowBeginsAndEndsBesideTheTextsThatItIsOf() throws IOException {
        TAB.open(page, "#step=35", 1920, 1080);
        String covered = "(() => { const art = document.getElementById('art').getBoundingClientRect();"
                + "const texts = [...document.querySelectorAll('#rows .text')]"
                + ".map(each => each.getBoundingClientRect());"
                + "const ends = [...document.querySelectorAll('.arrow')].map(each => each.getAttribute('d'))"
                + ".filter(path => path.includes('C')).flatMap(path => {"
                + "const n = path.match(/-?[\\d.]+/g).map(Number);"
                + "return [[n[0], n[1]], [n[6], n[7]]]; });"
                + "return ends.length + ' ' + ends.filter(([x, y]) => texts.some(text => art.left + x > text.left"
                + " && art.left + x < text.right && art.top + y > text.top && art.top + y < text.bottom)).length; })()";
        assertThat(TAB.evaluate(covered)).matches("[1-9]\\d+ 0");
    }

    @Test
    void whoHasNothingToShowHasNoLane() throws IOException {
        TAB.open(page, "#step=35");
        assertThat(TAB.count(".lane-name:not([hidden])")).isEqualTo(4);
        TAB.act("[...document.querySelectorAll('#actors input')][2].click()");
        assertThat(TAB.texts(".lane-name:not([hidden]) b")).containsExactly("P0", "VMM", "tdx");
    }
}
