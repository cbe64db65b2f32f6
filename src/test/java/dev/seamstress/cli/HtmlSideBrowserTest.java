package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.trace.html.BrowserTab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: side by side, page tables, actors and choices of either run can be looked at, and what is unlike in the other
 * is marked. Method: a real Chromium; what is shown is compared with what the view of the one run shows at that step.
 */
@Tag("browser")
class HtmlSideBrowserTest {
    private static final String[] SHOWN = {"#step-title", "#states", "#choices .forks"};

    @RegisterExtension
    private static final BrowserTab TAB = new BrowserTab();

    private static Path page;

    @BeforeAll
    static void start() {
        page = HtmlPages.ofBoth(TAB.file("both.html"));
    }

    /** The tables without what they say of the other run. */
    private static String tables() throws IOException {
        return TAB.evaluate("(() => { const copy = document.querySelector('#trees table').cloneNode(true);"
                + "copy.querySelectorAll('.unlike').forEach(each => each.remove());"
                + "return [...copy.querySelectorAll('tr')].map(row => [...row.children].map(each => each.textContent)"
                + ".join(' | ')).join('\\n'); })()");
    }

    @Test
    void theOtherRunsTablesAndActorsAreAClickAway() throws IOException {
        for (int step : new int[] {29, 27, 20}) {
            TAB.open(page, "#both=" + step);
            assertThat(TAB.texts("#whose button").get(0)).isEqualTo("Failing run, step " + step);
            String there = TAB.texts("#whose button").get(1).replace("Passing run, step ", "");
            String here = tables();
            assertThat(TAB.text("#whose [aria-pressed=true]")).isEqualTo("Failing run, step " + step);
            TAB.click("#of-passing");
            assertThat(TAB.text("#whose [aria-pressed=true]")).isEqualTo("Passing run, step " + there);
            assertThat(TAB.fragment()).as("the cursor stays").isEqualTo("#both=" + step);
            String tables = tables();
            String[] shown = {TAB.text(SHOWN[0]), TAB.text(SHOWN[1]), TAB.text(SHOWN[2])};
            TAB.press("o");
            assertThat(tables()).isEqualTo(here);
            TAB.open(page, "#passing=" + there);
            for (int i = 0; i < SHOWN.length; i++) {
                assertThat(shown[i]).as(SHOWN[i]).isEqualTo(TAB.text(SHOWN[i]));
            }
            assertThat(tables.lines().toList()).containsAll(tables().lines().toList());
            assertThat(TAB.evaluate("document.getElementById('whose').hidden")).isEqualTo("true");
        }
    }

    @Test
    void whatIsLookedAtStaysWhileTheCursorMovesAndFollowsItIntoTheOtherRun() throws IOException {
        TAB.open(page, "#both=27");
        TAB.press("o");
        TAB.press("k");
        assertThat(TAB.text("#whose [aria-pressed=true]")).startsWith("Passing run, step ");
        assertThat(TAB.text("#step-title")).isNotEqualTo("Step 26: ");
        TAB.click(".cell.of0[role=option]");
        TAB.click(".cell.only.of1");
        assertThat(TAB.text("#whose [aria-pressed=true]")).isEqualTo("Passing run, step 27");
        TAB.click(".cell.only.of0");
        assertThat(TAB.text("#whose [aria-pressed=true]")).matches("Failing run, step \\d+");
        assertThat(TAB.fragment()).matches("#both=\\d+");
    }

    @Test
    void anEntryThatIsUnlikeInTheOtherRunSaysWhatItIsThere() throws IOException {
        String scenario = "scenarios/races/b28-no-freeze.tdx";
        Path one = TAB.file("one.schedule");
        Path two = TAB.file("two.schedule");
        Path both = TAB.file("two.html");
        Cli.run("run", scenario, "--timeline", "none", "--seed", "17", "--schedule-out", one.toString());
        Cli.run("run", scenario, "--timeline", "none", "--seed", "3", "--schedule-out", two.toString());
        assertThat(Cli.run("view", one.toString(), both.toString(), "--with", two.toString())
                        .code())
                .isZero();
        TAB.open(both, "#both=30");
        assertThat(TAB.texts("#views button")).containsExactly("First run", "Second run", "Side by side");
        assertThat(TAB.text("#part")).contains("they part: in the first run ").doesNotContain("saves it");
        assertThat(TAB.texts(".unlike")).isNotEmpty();
        List<String> here = TAB.texts("#trees td");
        for (int i = 0; i < here.size(); i++) {
            assertThat(here.get(i)).doesNotMatch("(?s)(.*\\W)?(\\w+) \u2260 \\2");
        }
        assertThat(TAB.text("#trees p")).matches("\u2260 what it is in the second run, after step \\d+");
        TAB.press("ArrowRight");
        TAB.act("document.getElementById('pairs').focus()");
        TAB.press("ArrowRight");
        assertThat(TAB.fragment()).startsWith("#both-second=");
        String address = TAB.fragment();
        String title = TAB.text("#step-title");
        TAB.open(both, address);
        assertThat(TAB.text("#step-title")).isEqualTo(title);
        assertThat(TAB.texts(".forks .command").get(0)).startsWith("./seamstress replay " + two + " --fork ");
    }
}
