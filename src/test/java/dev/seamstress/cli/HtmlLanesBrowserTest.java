package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seamstress.trace.html.Chromium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: lanes and arrows can be read at every size. Method: a real Chromium; where things stand is measured. */
@Tag("browser")
class HtmlLanesBrowserTest {
    @TempDir
    private static Path directory;

    private static Chromium browser;
    private static Path page;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(), "no Chromium on the path; `apt-get install chromium` brings one");
        browser = Chromium.start(program.get(), directory.resolve("profile"));
        page = directory.resolve("bug.html");
        Cli run = Cli.run(
                "run",
                "scenarios/races/13-remove-before-kick.tdx",
                "--mutate",
                "b33-track-no-kick",
                "--seed",
                "118",
                "--timeline",
                "none",
                "--html",
                page.toString());
        assertThat(run.err()).isEmpty();
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void nobodyComplains() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static void open(int width, int height) throws IOException {
        browser.size(width, height);
        browser.open(page, "#step=35");
        settle();
    }

    /** Waits until what was asked for is drawn. */
    private static void settle() throws IOException {
        browser.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    private static String count(String selector) throws IOException {
        return browser.evaluate("document.querySelectorAll('" + selector + "').length");
    }

    @Test
    void lanesAreSlimWhereTheyDoNotFit() throws IOException {
        for (int width : new int[] {360, 1024, 1280}) {
            open(width, 900);
            boolean isSlim = width < 1280;
            assertThat(browser.evaluate("document.getElementById('scroll').matches('.slim')"))
                    .as("at " + width)
                    .isEqualTo(Boolean.toString(isSlim));
            assertThat(count(".spot")).isEqualTo(isSlim ? count("#rows .row") : "0");
            assertThat(browser.evaluate("new Set([...document.querySelectorAll('#rows .text')].map(each =>"
                            + " Math.floor(each.offsetLeft / 60))).size > 2"))
                    .as("texts stand in their lanes")
                    .isEqualTo(Boolean.toString(!isSlim));
        }
    }

    /** What covers an arrow's ends makes people look for them. */
    @Test
    void anArrowBeginsAndEndsBesideTheTextsThatItIsOf() throws IOException {
        open(1920, 1080);
        String covered = "(() => { const art = document.getElementById('art').getBoundingClientRect();"
                + "const texts = [...document.querySelectorAll('#rows .text')]"
                + ".map(each => each.getBoundingClientRect());"
                + "const ends = [...document.querySelectorAll('.arrow')].map(each => each.getAttribute('d'))"
                + ".filter(path => path.includes('C')).flatMap(path => {"
                + "const n = path.match(/-?[\\d.]+/g).map(Number);"
                + "return [[n[0], n[1]], [n[6], n[7]]]; });"
                + "return ends.length + ' ' + ends.filter(([x, y]) => texts.some(text => art.left + x > text.left"
                + " && art.left + x < text.right && art.top + y > text.top && art.top + y < text.bottom)).length; })()";
        assertThat(browser.evaluate(covered)).matches("[1-9]\\d+ 0");
    }

    @Test
    void whoHasNothingToShowHasNoLane() throws IOException {
        open(1280, 800);
        assertThat(count(".lane-name:not([hidden])")).isEqualTo("4");
        browser.evaluate("[...document.querySelectorAll('#actors input')][2].click()");
        settle();
        assertThat(browser.evaluate("[...document.querySelectorAll('.lane-name:not([hidden]) b')]"
                        + ".map(each => each.textContent).join()"))
                .isEqualTo("P0,VMM,tdx");
    }
}
