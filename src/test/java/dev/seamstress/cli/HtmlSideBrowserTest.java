package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seamstress.trace.html.Chromium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: side by side, page tables, actors and choices of either run can be looked at, and what is unlike in the other
 * is marked. Method: a real Chromium; what is shown is compared with what the view of the one run shows at that step.
 */
@Tag("browser")
class HtmlSideBrowserTest {
    private static final String[] REMOVE = {"scenarios/races/13-remove-before-kick.tdx", "--mutate", "b33-track-no-kick"
    };
    private static final String[] SHOWN = {"#step-title", "#states", "#choices .forks"};

    @TempDir
    private static Path directory;

    private static Chromium browser;
    private static Path page;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(), "no Chromium on the path; `apt-get install chromium` brings one");
        browser = Chromium.start(program.get(), directory.resolve("profile"));
        browser.size(1280, 800);
        page = directory.resolve("both.html");
        assertThat(Cli.run("explore", REMOVE[0], REMOVE[1], REMOVE[2], "--html", page.toString())
                        .code())
                .isZero();
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

    private static void settle() throws IOException {
        browser.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    private static void open(Path file, String fragment) throws IOException {
        browser.open(file, fragment);
        settle();
    }

    private static String text(String selector) throws IOException {
        return browser.evaluate("document.querySelector('" + selector + "').textContent");
    }

    private static List<String> texts(String selector) throws IOException {
        return browser.lines(
                "[...document.querySelectorAll('" + selector + "')].map(each => each.textContent)" + ".join('\\n')");
    }

    /** The tables without what they say of the other run. */
    private static String tables() throws IOException {
        return browser.evaluate("(() => { const copy = document.querySelector('#trees table').cloneNode(true);"
                + "copy.querySelectorAll('.unlike').forEach(each => each.remove());"
                + "return [...copy.querySelectorAll('tr')].map(row => [...row.children].map(each => each.textContent)"
                + ".join(' | ')).join('\\n'); })()");
    }

    @Test
    void theOtherRunsTablesAndActorsAreAClickAway() throws IOException {
        for (int step : new int[] {29, 27, 20}) {
            open(page, "#both=" + step);
            assertThat(texts("#whose button").get(0)).isEqualTo("Failing run, step " + step);
            String there = texts("#whose button").get(1).replace("Passing run, step ", "");
            String here = tables();
            assertThat(text("#whose [aria-pressed=true]")).isEqualTo("Failing run, step " + step);
            browser.evaluate("document.getElementById('of-passing').click()");
            assertThat(text("#whose [aria-pressed=true]")).isEqualTo("Passing run, step " + there);
            assertThat(browser.evaluate("location.hash")).as("the cursor stays").isEqualTo("#both=" + step);
            String tables = tables();
            String[] shown = {text(SHOWN[0]), text(SHOWN[1]), text(SHOWN[2])};
            browser.press("o");
            assertThat(tables()).isEqualTo(here);
            open(page, "#passing=" + there);
            for (int i = 0; i < SHOWN.length; i++) {
                assertThat(shown[i]).as(SHOWN[i]).isEqualTo(text(SHOWN[i]));
            }
            assertThat(tables.lines().toList()).containsAll(tables().lines().toList());
            assertThat(browser.evaluate("document.getElementById('whose').hidden"))
                    .isEqualTo("true");
        }
    }

    @Test
    void whatIsLookedAtStaysWhileTheCursorMovesAndFollowsItIntoTheOtherRun() throws IOException {
        open(page, "#both=27");
        browser.press("o");
        browser.press("k");
        assertThat(text("#whose [aria-pressed=true]")).startsWith("Passing run, step ");
        assertThat(text("#step-title")).isNotEqualTo("Step 26: ");
        settle();
        browser.evaluate("document.querySelector('.cell.of0[role=option]').click()");
        settle();
        browser.evaluate("document.querySelector('.cell.only.of1').click()");
        assertThat(text("#whose [aria-pressed=true]")).isEqualTo("Passing run, step 27");
        settle();
        browser.evaluate("document.querySelector('.cell.only.of0').click()");
        assertThat(text("#whose [aria-pressed=true]")).matches("Failing run, step \\d+");
        assertThat(browser.evaluate("location.hash")).matches("#both=\\d+");
    }

    @Test
    void anEntryThatIsUnlikeInTheOtherRunSaysWhatItIsThere() throws IOException {
        String scenario = "scenarios/races/b28-no-freeze.tdx";
        Path one = directory.resolve("one.schedule");
        Path two = directory.resolve("two.schedule");
        Path both = directory.resolve("two.html");
        Cli.run("run", scenario, "--timeline", "none", "--seed", "17", "--schedule-out", one.toString());
        Cli.run("run", scenario, "--timeline", "none", "--seed", "3", "--schedule-out", two.toString());
        assertThat(Cli.run("view", one.toString(), both.toString(), "--with", two.toString())
                        .code())
                .isZero();
        open(both, "#both=30");
        assertThat(texts("#views button")).containsExactly("First run", "Second run", "Side by side");
        assertThat(text("#part")).contains("they part: in the first run ").doesNotContain("saves it");
        assertThat(texts(".unlike")).isNotEmpty();
        List<String> here = texts("#trees td");
        for (int i = 0; i < here.size(); i++) {
            assertThat(here.get(i)).doesNotMatch("(?s)(.*\\W)?(\\w+) \u2260 \\2");
        }
        assertThat(text("#trees p")).matches("\u2260 what it is in the second run, after step \\d+");
        browser.press("ArrowRight");
        browser.evaluate("document.getElementById('pairs').focus()");
        browser.press("ArrowRight");
        assertThat(browser.evaluate("location.hash")).startsWith("#both-second=");
        String address = browser.evaluate("location.hash");
        String title = text("#step-title");
        open(both, address);
        assertThat(text("#step-title")).isEqualTo(title);
        assertThat(texts(".forks .command").get(0)).startsWith("./seamstress replay " + two + " --fork ");
    }
}
