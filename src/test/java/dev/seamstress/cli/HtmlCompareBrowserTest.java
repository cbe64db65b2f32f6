package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.trace.html.BrowserTab;
import dev.seamstress.trace.log.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: people see side by side where a run that fails and the nearest one that passes part, and what is the same in
 * both. Method: a real Chromium; what stands beside each other is compared with what the lanes of each run show.
 */
@Tag("browser")
class HtmlCompareBrowserTest {
    private static final int FRAME_MS_MAX = 50;

    @RegisterExtension
    private static final BrowserTab TAB = new BrowserTab();

    private static Path page;

    @BeforeAll
    static void start() {
        page = HtmlPages.ofBoth(TAB.file("both.html"));
    }

    /** In the order of the screen. */
    private static List<String> textsDown(String selector) throws IOException {
        return TAB.lines("[...document.querySelectorAll('" + selector + "')]"
                + ".map(each => [parseFloat(each.parentElement.style.top || each.closest('.line').style.top), each])"
                + ".sort((a, b) => a[0] - b[0]).map(([top, each]) => each.textContent).join('\\n')");
    }

    @Test
    void itOpensAtTheFailureAndTheOtherViewsAreAKeyAway() throws IOException {
        TAB.open(page, "");
        assertThat(TAB.fragment()).isEqualTo("#step=29");
        assertThat(TAB.text("#views [aria-pressed=true]")).isEqualTo("Failing run");
        assertThat(TAB.text("#verdict")).isEqualTo("bug_on broken at step 29");
        TAB.press("2");
        assertThat(TAB.text("#views [aria-pressed=true]")).isEqualTo("Passing run");
        assertThat(TAB.text("#verdict")).isEqualTo("ended after 52 steps");
        assertThat(TAB.text("#origin")).contains("nearest schedule that passes");
        assertThat(TAB.fragment()).as("where the same has just happened").isEqualTo("#passing=32");
        TAB.press("3");
        assertThat(TAB.text("#views [aria-pressed=true]")).isEqualTo("Side by side");
        assertThat(TAB.evaluate("document.getElementById('timeline').hidden")).isEqualTo("true");
        TAB.press("1");
        assertThat(TAB.text("#views [aria-pressed=true]")).isEqualTo("Failing run");
        assertThat(TAB.evaluate("document.getElementById('compare').hidden")).isEqualTo("true");
        assertThat(TAB.count("#views [aria-pressed=true]")).isEqualTo(1);
    }

    @Test
    void aPageOfOneRunHasOneView() throws IOException {
        TAB.open(HtmlPages.ofRun(TAB.file("one.html"), HtmlPages.REMOVE[0]), "#both=3");
        assertThat(TAB.fragment()).isEqualTo("#step=0");
        assertThat(TAB.evaluate("document.getElementById('views').checkVisibility()"))
                .isEqualTo("false");
        TAB.press("3");
        TAB.press("f");
        assertThat(TAB.fragment()).isEqualTo("#step=0");
        assertThat(TAB.evaluate("document.getElementById('compare').hidden")).isEqualTo("true");
    }

    @Test
    void eachSideTellsItsRunAndALineHasWhatIsTheSame() throws IOException {
        TAB.open(page, "#both=27", 1280, 9000);
        List<String> failing = textsDown(".cell.of0 .what");
        List<String> passing = textsDown(".cell.of1 .what");
        List<String> unlike = TAB.lines("[...document.querySelectorAll('.line')].filter(line =>"
                + " line.querySelector('.same')).map(line => [...line.children].map(cell => cell.className + ' '"
                + " + cell.querySelector('.what').textContent)).filter(([left, right]) =>"
                + " left.replace(/ (now|picked|partner|of0)/g, '') !== right.replace(/ (now|picked|partner|of1)/g, ''))"
                + ".join('\\n')");
        assertThat(unlike).isEmpty();
        assertThat(TAB.count(".same.of0")).isGreaterThan(40);
        assertThat(TAB.count(".same.of0")).isEqualTo(TAB.count(".same.of1"));
        assertThat(TAB.count(".moved.of0")).isEqualTo(TAB.count(".moved.of1"));
        assertThat(TAB.count(".link.same")).isEqualTo(TAB.count(".same.of0"));
        assertThat(TAB.texts(".only.of0 .what"))
                .contains("bug_on page_remove detail=0xc0000b0800000001", "bug_on broken: a KVM_BUG_ON fired");
        TAB.open(page, "#step=27", 1280, 9000);
        assertThat(textsDown("#rows .text")).isEqualTo(failing);
        TAB.open(page, "#passing=27", 1280, 9000);
        assertThat(textsDown("#rows .text")).isEqualTo(passing);
    }

    @Test
    void whereTheyPartIsSaidAndShown() throws IOException {
        TAB.open(page, "#both=29");
        assertThat(TAB.text("#part"))
                .startsWith("Both are the same up to step 26. In step 27 they part: in the failing run tdx takes"
                        + " seamcall TDH.MEM.PAGE.REMOVE")
                .endsWith(" from VMM; in the passing run tdx takes complete TDH.VP.ENTER from P0. Once the failing run"
                        + " has made that step, nothing that could be chosen saves it.");
        TAB.press("f");
        assertThat(TAB.fragment()).isEqualTo("#both=27");
        assertThat(TAB.text(".line.fork .of1 .number")).isEqualTo("27");
        TAB.open(page, "#step=27");
        assertThat(TAB.text(".row.fork .number")).isEqualTo("27");
        assertThat(TAB.text(".forks li")).contains("tdx takes complete TDH.VP.ENTER from P0: so does the passing run");
        TAB.click(".forks a");
        TAB.until("location.hash === '#passing=27'");
        assertThat(TAB.text("#step-title")).isEqualTo("Step 27: tdx");
        assertThat(TAB.text("#step-body")).contains("complete TDH.VP.ENTER");
    }

    @Test
    void keysAndClicksMoveInBothRuns() throws IOException {
        TAB.open(page, "#both=27");
        TAB.act("document.getElementById('pairs').focus()");
        TAB.press("ArrowRight");
        assertThat(TAB.fragment()).as("the same comes later").isEqualTo("#both-passing=31");
        assertThat(TAB.text(".picked .what")).startsWith("VMM \u25b8 seamcall TDH.MEM.PAGE.REMOVE");
        assertThat(TAB.text(".partner .what")).isEqualTo(TAB.text(".picked .what"));
        assertThat(TAB.text("#said")).startsWith("passing run, step 31, tdx: seamcall TDH.MEM.PAGE.REMOVE");
        TAB.press("k");
        assertThat(TAB.fragment()).isEqualTo("#both-passing=30");
        TAB.press("j");
        TAB.press("ArrowLeft");
        assertThat(TAB.fragment()).isEqualTo("#both=27");
        TAB.press("ArrowDown");
        assertThat(TAB.text(".picked .what")).startsWith("seamcall TDH.MEM.PAGE.REMOVE@VMM");
        TAB.press("ArrowUp");
        TAB.click(".only.of1");
        assertThat(TAB.fragment()).isEqualTo("#both-passing=27");
        assertThat(TAB.evaluate("document.activeElement.id")).isEqualTo("pairs");
        assertThat(TAB.evaluate("document.getElementById(document.getElementById('pairs')"
                        + ".getAttribute('aria-activedescendant')).ariaLabel"))
                .contains("only in the passing run, step 27, tdx: ");
        TAB.press("2");
        assertThat(TAB.fragment()).isEqualTo("#passing=27");
        assertThat(TAB.evaluate("document.activeElement.id"))
                .as("who had the one list has the other")
                .isEqualTo("list");
    }

    @Test
    void whatHasMovedIsTiedTogether() throws IOException {
        Path moved = TAB.file("moved.html");
        Cli.run(
                "explore",
                "scenarios/races/b06-no-root-recheck.tdx",
                "--mutate",
                "b06-no-root-recheck",
                "--html",
                moved.toString());
        TAB.open(moved, "#both=11", 1280, 9000);
        int curves = TAB.count(".link.moved");
        assertThat(curves).isPositive();
        assertThat(TAB.count(".moved.of0")).isEqualTo(curves);
        assertThat(TAB.evaluate("document.querySelector('.cell.moved.of0').ariaLabel"))
                .contains("failing run, elsewhere in the other, step 11, P1: ", "lock_granted mmu_lock read");
    }

    @Test
    void onlyAFileThatThereIsIsNamed() throws IOException {
        TAB.open(page, "#passing=20");
        assertThat(TAB.text(".forks .command")).startsWith("./seamstress replay FILE.schedule --fork '20=");
        TAB.open(page, "#passing=28");
        assertThat(TAB.text("#choice-body")).contains("no file has the schedule of the passing run");
        assertThat(TAB.count(".forks .command")).isEqualTo(0);
    }

    @Test
    void filtersAndTheSearchAreForBoth() throws IOException {
        TAB.open(page, "#both=27", 1280, 9000);
        TAB.press("/");
        TAB.type("actor:vmm return");
        assertThat(TAB.evaluate("[...document.querySelectorAll('.match')].every(each =>"
                        + " /VMM: tdx . return/.test(each.ariaLabel))"))
                .isEqualTo("true");
        assertThat(TAB.evaluate("['.of0.match', '.of1.match'].every(each => document.querySelector(each))"))
                .isEqualTo("true");
        TAB.act("[...document.querySelectorAll('#actors input')][3].click()");
        assertThat(TAB.evaluate("[...document.querySelectorAll('.cell:not(.k8)')].some(each =>"
                        + " / tdx: /.test(each.ariaLabel))"))
                .isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 1024, 1280, 1920})
    void everyViewFitsAndWhereThereIsNoRoomForTwoSidesIsOneList(int width) throws IOException {
        for (String fragment : new String[] {"#step=27", "#passing=27", "#both=27"}) {
            TAB.open(page, fragment, width, width < 500 ? 740 : 900);
            String name = fragment + " at " + width;
            assertThat(TAB.evaluate("document.documentElement.scrollWidth - innerWidth <= 0"))
                    .as(name)
                    .isEqualTo("true");
            assertThat(TAB.evaluate("[...document.querySelectorAll('button, input, select, h1, h2, #part, .cell')]"
                            + ".filter(each => each.checkVisibility() && !each.closest('.away, fieldset'))"
                            + ".filter(each => each.getBoundingClientRect().right > innerWidth + 1)"
                            + ".map(each => each.id || each.textContent).join()"))
                    .as("beyond the edge: " + name)
                    .isEmpty();
        }
        boolean isSplit = width >= 700;
        assertThat(TAB.evaluate("document.getElementById('compare').classList.contains('split')"))
                .isEqualTo(Boolean.toString(isSplit));
        assertThat(TAB.evaluate("[...document.querySelectorAll('.line')].every(line =>"
                        + " [...line.children].filter(each => !each.hidden).length === " + (isSplit ? 2 : 1) + ")"))
                .isEqualTo("true");
        assertThat(TAB.evaluate("document.querySelector('.picked').checkVisibility()"))
                .isEqualTo("true");
    }

    @Test
    void whoDoesNotSeeIsToldAll() throws IOException {
        TAB.open(page, "#both=27");
        assertThat(TAB.evaluate("[...document.querySelectorAll('button, input, select, [role=group],"
                        + " [role=listbox], section')].filter(each => !(each.ariaLabel || each.textContent.trim()"
                        + " || each.getAttribute('aria-labelledby') || (each.labels && each.labels.length)))"
                        + ".map(each => each.id).join()"))
                .isEmpty();
        assertThat(TAB.evaluate("[...document.querySelectorAll('#pairs [role=option]')].every(each =>"
                        + " each.closest('[role=listbox]') && each.ariaSetSize > 0 && each.ariaPosInSet > 0"
                        + " && /(in both|run).*, step \\d+, \\w+: /.test(each.ariaLabel))"))
                .isEqualTo("true");
        assertThat(TAB.count("#pairs [role=option][aria-selected=true]")).isEqualTo(1);
    }

    /** What of a log is written into the page of two. */
    private static Path page(String name, String failing, String passing) throws IOException {
        Path one = Files.writeString(TAB.file(name + "-1.jsonl"), failing);
        Path other = Files.writeString(TAB.file(name + "-2.jsonl"), passing);
        Path file = TAB.file(name + ".html");
        TraceFiles.write(
                file.toString(),
                true,
                out -> TraceFiles.html(
                        out, sink -> new LogFile(one).read(sink), Optional.of(sink -> new LogFile(other).read(sink))));
        return file;
    }

    @Test
    void nothingInEitherLogIsTakenForCode() throws IOException {
        String evil = "</script><img src=x onerror=hacked=1><!--<script>hacked=1//\"';`${hacked=1}&lt;\\u003c";
        String text = "\"" + evil.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        String head = """
                {"t":"head","version":1,"scenario":@,"hash":@,"model":@,"module":@,"driver":@,"reproducible":true,\
                "choices":@,"ns_per_step":1000,"actors":[@,"__proto__"],"again":@}
                {"t":"step","step":0,"id":0,"from":0,"to":0,"sent":-1,"go":true}
                {"t":"sent","step":0,"id":1,"from":0,"to":1,"text":@}
                """.replace("@", text);
        String failing = head
                + "{\"t\":\"step\",\"step\":1,\"id\":1,\"from\":0,\"to\":1,\"sent\":0,\"text\":@}\n".replace("@", text)
                + "{\"t\":\"broken\",\"step\":1,\"rule\":@,\"text\":@}\n".replace("@", text);
        String passing = head
                + "{\"t\":\"step\",\"step\":1,\"id\":2,\"from\":0,\"to\":0,\"sent\":0,\"text\":@}\n".replace("@", text);
        TAB.open(page("evil", failing, passing), "#both=1");
        assertThat(TAB.evaluate("typeof hacked")).isEqualTo("undefined");
        assertThat(TAB.count("img, iframe, object, body > script:not([type])")).isEqualTo(1);
        assertThat(TAB.text("h1")).isEqualTo(evil);
        assertThat(TAB.text("#part")).contains("__proto__ takes " + evil + " from " + evil);
        assertThat(TAB.text(".pair-name")).contains(evil);
        assertThat(TAB.text(".picked .what")).contains(evil);
    }

    @Test
    void aRunThatEndsWhereTheOtherGoesOnIsShownToo() throws IOException {
        List<String> steps = new ArrayList<>();
        steps.add("{\"t\":\"head\",\"version\":1,\"scenario\":\"s\",\"hash\":\"\",\"model\":\"m\",\"module\":\"1\","
                + "\"driver\":\"d\",\"reproducible\":true,\"choices\":\"c\",\"ns_per_step\":1000,\"actors\":[\"A\"]}");
        for (int step = 0; step < 3; step++) {
            steps.add("{\"t\":\"step\",\"step\":" + step + ",\"id\":" + step
                    + ",\"from\":0,\"to\":0,\"sent\":-1,\"text\":\"m" + step + "\"}");
        }
        String whole = String.join("\n", steps) + "\n";
        String cut = String.join("\n", steps.subList(0, 3)) + "\n";
        TAB.open(page("cut", cut, whole), "#both=1");
        assertThat(TAB.text("#part")).isEqualTo("One run is the beginning of the other.");
        assertThat(TAB.count(".cell.same")).isEqualTo(4);
        assertThat(TAB.text(".cell.only.of1 .what")).isEqualTo("m2");
    }

    @Test
    void itPrintsTheLinesAroundTheFork() throws IOException {
        TAB.open(page, "#both=29");
        TAB.act("dispatchEvent(new Event('beforeprint'))");
        assertThat(TAB.count(".line")).isBetween(40, 60);
        assertThat(TAB.count(".line.fork")).isEqualTo(1);
        TAB.act("dispatchEvent(new Event('afterprint'))");
        assertThat(TAB.call("Page.printToPDF", "printBackground", true).get("/result/data"))
                .hasSizeGreaterThan(10_000);
    }

    @Test
    void aHundredThousandLinesScrollAndPlay() throws IOException {
        String scenario = Cli.write(
                TAB.file("long.tdx"),
                "TDX long { slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 | P1 ;\n"
                        + " repeat 6000 { enter } | repeat 6000 { enter } ;\n");
        List<String> logs = new ArrayList<>();
        for (String seed : new String[] {"1", "2"}) {
            String log = TAB.file("long-" + seed + ".jsonl").toString();
            Cli.run("run", scenario, "--timeline", "none", "--seed", seed, "--until", "200000", "--trace", log);
            logs.add(Files.readString(Path.of(log)));
        }
        TAB.open(page("long", logs.get(0), logs.get(1)), "#both=9");
        assertThat(TAB.number("document.querySelector('.cell').getAttribute('aria-setsize')"))
                .isGreaterThan(100_000);
        String scrolling = "number => { document.getElementById('pair-scroll').scrollTop = number * 24000; }";
        assertThat(TAB.frameMs(scrolling, FRAME_MS_MAX))
                .as("ms a frame, scrolling")
                .isLessThanOrEqualTo(FRAME_MS_MAX);
        String playing = "() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}))";
        assertThat(TAB.frameMs(playing, FRAME_MS_MAX)).as("ms a frame, playing").isLessThanOrEqualTo(FRAME_MS_MAX);
        assertThat(TAB.count(".line")).isBetween(20, 120);
    }
}
