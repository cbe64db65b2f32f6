package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seamstress.trace.html.Chromium;
import dev.seamstress.trace.log.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: people see side by side where a run that fails and the nearest one that passes part, and what is the same in
 * both. Method: a real Chromium; what stands beside each other is compared with what the lanes of each run show.
 */
@Tag("browser")
class HtmlCompareBrowserTest {
    private static final String[] REMOVE = {"scenarios/races/13-remove-before-kick.tdx", "--mutate", "b33-track-no-kick"
    };
    private static final int FRAME_MS_MAX = 50;

    @TempDir
    private static Path directory;

    private static Chromium browser;
    private static Path page;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(), "no Chromium on the path; `apt-get install chromium` brings one");
        browser = Chromium.start(program.get(), directory.resolve("profile"));
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

    private static void open(Path file, String fragment, int width, int height) throws IOException {
        browser.size(width, height);
        browser.open(file, fragment);
        settle();
    }

    private static void open(String fragment) throws IOException {
        open(page, fragment, 1280, 800);
    }

    /** Waits until what was asked for is drawn. */
    private static void settle() throws IOException {
        browser.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    private static String text(String selector) throws IOException {
        return browser.evaluate("document.querySelector('" + selector + "').textContent");
    }

    private static List<String> texts(String selector) throws IOException {
        return browser.lines("[...document.querySelectorAll('" + selector + "')]"
                + ".map(each => [parseFloat(each.parentElement.style.top || each.closest('.line').style.top), each])"
                + ".sort((a, b) => a[0] - b[0]).map(([top, each]) => each.textContent).join('\\n')");
    }

    private static String count(String selector) throws IOException {
        return browser.evaluate("document.querySelectorAll('" + selector + "').length");
    }

    private static String step() throws IOException {
        return browser.evaluate("location.hash");
    }

    private static void press(String key) throws IOException {
        browser.press(key);
        settle();
    }

    @Test
    void itOpensAtTheFailureAndTheOtherViewsAreAKeyAway() throws IOException {
        open("");
        assertThat(step()).isEqualTo("#step=29");
        assertThat(text("#views [aria-pressed=true]")).isEqualTo("Failing run");
        assertThat(text("#verdict")).isEqualTo("bug_on broken at step 29");
        press("2");
        assertThat(text("#views [aria-pressed=true]")).isEqualTo("Passing run");
        assertThat(text("#verdict")).isEqualTo("ended after 52 steps");
        assertThat(text("#origin")).contains("nearest schedule that passes");
        assertThat(step()).as("where the same has just happened").isEqualTo("#passing=32");
        press("3");
        assertThat(text("#views [aria-pressed=true]")).isEqualTo("Side by side");
        assertThat(browser.evaluate("document.getElementById('timeline').hidden"))
                .isEqualTo("true");
        press("1");
        assertThat(text("#views [aria-pressed=true]")).isEqualTo("Failing run");
        assertThat(browser.evaluate("document.getElementById('compare').hidden"))
                .isEqualTo("true");
        assertThat(count("#views [aria-pressed=true]")).isEqualTo("1");
    }

    @Test
    void aPageOfOneRunHasOneView() throws IOException {
        Path one = directory.resolve("one.html");
        Cli.run("run", REMOVE[0], "--timeline", "none", "--html", one.toString());
        open(one, "#both=3", 1280, 800);
        assertThat(step()).isEqualTo("#step=0");
        assertThat(browser.evaluate("document.getElementById('views').checkVisibility()"))
                .isEqualTo("false");
        press("3");
        press("f");
        assertThat(step()).isEqualTo("#step=0");
        assertThat(browser.evaluate("document.getElementById('compare').hidden"))
                .isEqualTo("true");
    }

    @Test
    void eachSideTellsItsRunAndALineHasWhatIsTheSame() throws IOException {
        open(page, "#both=27", 1280, 9000);
        List<String> failing = texts(".cell.of0 .what");
        List<String> passing = texts(".cell.of1 .what");
        List<String> unlike = browser.lines("[...document.querySelectorAll('.line')].filter(line =>"
                + " line.querySelector('.same')).map(line => [...line.children].map(cell => cell.className + ' '"
                + " + cell.querySelector('.what').textContent)).filter(([left, right]) =>"
                + " left.replace(/ (now|picked|partner|of0)/g, '') !== right.replace(/ (now|picked|partner|of1)/g, ''))"
                + ".join('\\n')");
        assertThat(unlike).isEmpty();
        assertThat(Integer.parseInt(count(".same.of0"))).isGreaterThan(40);
        assertThat(count(".same.of0")).isEqualTo(count(".same.of1"));
        assertThat(count(".moved.of0")).isEqualTo(count(".moved.of1"));
        assertThat(count(".link.same")).isEqualTo(count(".same.of0"));
        assertThat(browser.lines("[...document.querySelectorAll('.only.of0 .what')].map(each => each.textContent)"
                        + ".join('\\n')"))
                .contains("bug_on page_remove detail=0xc0000b0800000001", "bug_on broken: a KVM_BUG_ON fired");
        browser.open(page, "#step=27");
        settle();
        assertThat(texts("#rows .text")).isEqualTo(failing);
        browser.open(page, "#passing=27");
        settle();
        assertThat(texts("#rows .text")).isEqualTo(passing);
    }

    @Test
    void whereTheyPartIsSaidAndShown() throws IOException {
        open("#both=29");
        assertThat(text("#part"))
                .startsWith("Both are the same up to step 26. In step 27 they part: in the failing run tdx takes"
                        + " seamcall TDH.MEM.PAGE.REMOVE")
                .endsWith(" from VMM; in the passing run tdx takes complete TDH.VP.ENTER from P0. Once the failing run"
                        + " has made that step, nothing that could be chosen saves it.");
        press("f");
        assertThat(step()).isEqualTo("#both=27");
        assertThat(text(".line.fork .of1 .number")).isEqualTo("27");
        browser.open(page, "#step=27");
        settle();
        assertThat(text(".row.fork .number")).isEqualTo("27");
        assertThat(text(".forks li")).contains("tdx takes complete TDH.VP.ENTER from P0: so does the passing run");
        browser.evaluate("document.querySelector('.forks a').click()");
        browser.evaluate("new Promise(done => setTimeout(done, 50))");
        assertThat(step()).isEqualTo("#passing=27");
        assertThat(text("#step-title")).isEqualTo("Step 27: tdx");
        assertThat(text("#step-body")).contains("complete TDH.VP.ENTER");
    }

    @Test
    void keysAndClicksMoveInBothRuns() throws IOException {
        open("#both=27");
        browser.evaluate("document.getElementById('pairs').focus()");
        press("ArrowRight");
        assertThat(step()).as("the same comes later").isEqualTo("#both-passing=31");
        assertThat(text(".picked .what")).startsWith("VMM \u25b8 seamcall TDH.MEM.PAGE.REMOVE");
        assertThat(text(".partner .what")).isEqualTo(text(".picked .what"));
        assertThat(text("#said")).startsWith("passing run, step 31, tdx: seamcall TDH.MEM.PAGE.REMOVE");
        press("k");
        assertThat(step()).isEqualTo("#both-passing=30");
        press("j");
        press("ArrowLeft");
        assertThat(step()).isEqualTo("#both=27");
        press("ArrowDown");
        assertThat(text(".picked .what")).startsWith("seamcall TDH.MEM.PAGE.REMOVE@VMM");
        press("ArrowUp");
        browser.evaluate("document.querySelector('.only.of1').click()");
        settle();
        assertThat(step()).isEqualTo("#both-passing=27");
        assertThat(browser.evaluate("document.activeElement.id")).isEqualTo("pairs");
        assertThat(browser.evaluate("document.getElementById(document.getElementById('pairs')"
                        + ".getAttribute('aria-activedescendant')).ariaLabel"))
                .contains("only in the passing run, step 27, tdx: ");
        press("2");
        assertThat(step()).isEqualTo("#passing=27");
        assertThat(browser.evaluate("document.activeElement.id"))
                .as("who had the one list has the other")
                .isEqualTo("list");
    }

    @Test
    void whatHasMovedIsTiedTogether() throws IOException {
        Path moved = directory.resolve("moved.html");
        Cli.run(
                "explore",
                "scenarios/races/b06-no-root-recheck.tdx",
                "--mutate",
                "b06-no-root-recheck",
                "--html",
                moved.toString());
        open(moved, "#both=11", 1280, 9000);
        int curves = Integer.parseInt(count(".link.moved"));
        assertThat(curves).isPositive();
        assertThat(count(".moved.of0")).isEqualTo(Integer.toString(curves));
        assertThat(browser.evaluate("document.querySelector('.cell.moved.of0').ariaLabel"))
                .contains("failing run, elsewhere in the other, step 11, P1: ", "lock_granted mmu_lock read");
    }

    @Test
    void onlyAFileThatThereIsIsNamed() throws IOException {
        open("#passing=20");
        assertThat(text(".forks .command")).startsWith("./seamstress replay FILE.schedule --fork '20=");
        open("#passing=28");
        assertThat(text("#choice-body")).contains("no file has the schedule of the passing run");
        assertThat(count(".forks .command")).isEqualTo("0");
    }

    @Test
    void filtersAndTheSearchAreForBoth() throws IOException {
        open(page, "#both=27", 1280, 9000);
        browser.press("/");
        browser.type("actor:vmm return");
        settle();
        assertThat(browser.evaluate("[...document.querySelectorAll('.match')].every(each =>"
                        + " /VMM: tdx . return/.test(each.ariaLabel))"))
                .isEqualTo("true");
        assertThat(browser.evaluate("['.of0.match', '.of1.match'].every(each => document.querySelector(each))"))
                .isEqualTo("true");
        browser.evaluate("[...document.querySelectorAll('#actors input')][3].click()");
        settle();
        assertThat(browser.evaluate("[...document.querySelectorAll('.cell:not(.k8)')].some(each =>"
                        + " / tdx: /.test(each.ariaLabel))"))
                .isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 1024, 1280, 1920})
    void everyViewFitsAndWhereThereIsNoRoomForTwoSidesIsOneList(int width) throws IOException {
        for (String fragment : new String[] {"#step=27", "#passing=27", "#both=27"}) {
            open(page, fragment, width, width < 500 ? 740 : 900);
            String name = fragment + " at " + width;
            assertThat(browser.evaluate("document.documentElement.scrollWidth - innerWidth <= 0"))
                    .as(name)
                    .isEqualTo("true");
            assertThat(browser.evaluate("[...document.querySelectorAll('button, input, select, h1, h2, #part, .cell')]"
                            + ".filter(each => each.checkVisibility() && !each.closest('.away, fieldset'))"
                            + ".filter(each => each.getBoundingClientRect().right > innerWidth + 1)"
                            + ".map(each => each.id || each.textContent).join()"))
                    .as("beyond the edge: " + name)
                    .isEmpty();
        }
        boolean isSplit = width >= 700;
        assertThat(browser.evaluate("document.getElementById('compare').classList.contains('split')"))
                .isEqualTo(Boolean.toString(isSplit));
        assertThat(browser.evaluate("[...document.querySelectorAll('.line')].every(line =>"
                        + " [...line.children].filter(each => !each.hidden).length === " + (isSplit ? 2 : 1) + ")"))
                .isEqualTo("true");
        assertThat(browser.evaluate("document.querySelector('.picked').checkVisibility()"))
                .isEqualTo("true");
    }

    @Test
    void whoDoesNotSeeIsToldAll() throws IOException {
        open("#both=27");
        assertThat(browser.evaluate("[...document.querySelectorAll('button, input, select, [role=group],"
                        + " [role=listbox], section')].filter(each => !(each.ariaLabel || each.textContent.trim()"
                        + " || each.getAttribute('aria-labelledby') || (each.labels && each.labels.length)))"
                        + ".map(each => each.id).join()"))
                .isEmpty();
        assertThat(browser.evaluate("[...document.querySelectorAll('#pairs [role=option]')].every(each =>"
                        + " each.closest('[role=listbox]') && each.ariaSetSize > 0 && each.ariaPosInSet > 0"
                        + " && /(in both|run).*, step \\d+, \\w+: /.test(each.ariaLabel))"))
                .isEqualTo("true");
        assertThat(count("#pairs [role=option][aria-selected=true]")).isEqualTo("1");
    }

    /** What of a log is written into the page of two. */
    private static Path page(String name, String failing, String passing) throws IOException {
        Path one = Files.writeString(directory.resolve(name + "-1.jsonl"), failing);
        Path other = Files.writeString(directory.resolve(name + "-2.jsonl"), passing);
        Path file = directory.resolve(name + ".html");
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
        open(page("evil", failing, passing), "#both=1", 1280, 800);
        assertThat(browser.evaluate("typeof hacked")).isEqualTo("undefined");
        assertThat(browser.evaluate(
                        "document.querySelectorAll('img, iframe, object, body > script:not([type])').length"))
                .isEqualTo("1");
        assertThat(text("h1")).isEqualTo(evil);
        assertThat(text("#part")).contains("__proto__ takes " + evil + " from " + evil);
        assertThat(text(".pair-name")).contains(evil);
        assertThat(text(".picked .what")).contains(evil);
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
        open(page("cut", cut, whole), "#both=1", 1280, 800);
        assertThat(text("#part")).isEqualTo("One run is the beginning of the other.");
        assertThat(count(".cell.same")).isEqualTo("4");
        assertThat(text(".cell.only.of1 .what")).isEqualTo("m2");
    }

    @Test
    void itPrintsTheLinesAroundTheFork() throws IOException {
        open("#both=29");
        browser.evaluate("dispatchEvent(new Event('beforeprint'))");
        assertThat(Integer.parseInt(count(".line"))).isBetween(40, 60);
        assertThat(count(".line.fork")).isEqualTo("1");
        browser.evaluate("dispatchEvent(new Event('afterprint'))");
        assertThat(browser.call("Page.printToPDF", "printBackground", true).get("/result/data"))
                .hasSizeGreaterThan(10_000);
    }

    @Test
    void aHundredThousandLinesScrollAndPlay() throws IOException {
        String scenario = Cli.write(
                directory.resolve("long.tdx"),
                "TDX long { slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 | P1 ;\n"
                        + " repeat 6000 { enter } | repeat 6000 { enter } ;\n");
        List<String> logs = new ArrayList<>();
        for (String seed : new String[] {"1", "2"}) {
            String log = directory.resolve("long-" + seed + ".jsonl").toString();
            Cli.run("run", scenario, "--timeline", "none", "--seed", seed, "--until", "200000", "--trace", log);
            logs.add(Files.readString(Path.of(log)));
        }
        open(page("long", logs.get(0), logs.get(1)), "#both=9", 1280, 800);
        assertThat(Integer.parseInt(browser.evaluate("document.querySelector('.cell').getAttribute('aria-setsize')")))
                .isGreaterThan(100_000);
        String scrolling = "number => { document.getElementById('pair-scroll').scrollTop = number * 24000; }";
        assertThat(browser.frameMs(scrolling)).as("ms a frame, scrolling").isLessThanOrEqualTo(FRAME_MS_MAX);
        String playing = "() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}))";
        assertThat(browser.frameMs(playing)).as("ms a frame, playing").isLessThanOrEqualTo(FRAME_MS_MAX);
        assertThat(Integer.parseInt(count(".line"))).isBetween(20, 120);
    }
}
