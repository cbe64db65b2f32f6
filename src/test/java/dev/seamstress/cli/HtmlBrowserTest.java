package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.trace.html.BrowserTab;
import dev.seamstress.trace.html.Contrast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: people can look at a run in a browser: it opens where they want to be, moves, finds, fits, and says what could
 * have been chosen. Method: a real Chromium, without a window; whatever it complains of fails the test.
 */
@Tag("browser")
class HtmlBrowserTest {
    private static final int FRAME_MS_MAX = 50;
    private static final String ROWS = "[...document.querySelectorAll('.row')]";

    @RegisterExtension
    private static final BrowserTab TAB = new BrowserTab();

    private static Path frozen;

    @BeforeAll
    static void start() {
        frozen = HtmlPages.ofRun(TAB.file("frozen.html"), HtmlPages.FROZEN);
    }

    @Test
    void itOpensAtTheStepThatBreaksARule() throws IOException {
        TAB.open(frozen, "");
        assertThat(TAB.fragment()).isEqualTo("#step=28");
        assertThat(TAB.text("#verdict")).isEqualTo("V07, V10 broken at step 28");
        assertThat(TAB.text("#step-title")).isEqualTo("Step 28: P0");
        assertThat(TAB.text(".row.picked .text")).startsWith("V07 broken: the mirror entry of gfn 0x0");
        assertThat(TAB.lines(ROWS + ".filter(row => row.matches('.now')).map(row => row.textContent).join('\\n')"))
                .hasSize(4);
        assertThat(TAB.evaluate("document.activeElement === document.body || document.activeElement.id"))
                .isEqualTo("true");
        assertThat(TAB.text("#trees td.changed")).isEqualTo("none \u2192 table");
        assertThat(TAB.text(".lane-lock.read")).isEqualTo("read mmu_lock");
    }

    /** The page tells by their names which leaves have a gfn, as the model does. */
    @Test
    void aCallThatIsAboutNoPageHasNoGfn() throws IOException {
        TAB.open(frozen, "");
        for (Leaf leaf : Leaf.values()) {
            String call = "{event: 'seamcall', args: {call: 0, gfn: 'GFN', level: 0}, words: {call: '" + leaf.text()
                    + "@P0', level: '4K'}}, [])";
            String none = TAB.evaluate("eventText(" + call.replace("GFN", "0x0"));
            String some = TAB.evaluate("eventText(" + call.replace("GFN", "0x7"));
            String text = "seamcall " + leaf.text() + "@P0";
            assertThat(none).isEqualTo(leaf.hasPageInfo() ? text + " gfn=0x0 4K" : text);
            assertThat(some).isEqualTo(text + " gfn=0x7 4K");
        }
        assertThat(TAB.texts(".row .text"))
                .contains("seamcall TDH.VP.ENTER@P0")
                .noneMatch(text -> text.contains("ENTER@P0 gfn"));
    }

    @Test
    void itOpensWhereTheKernelRunsIntoABug() throws IOException {
        TAB.open(HtmlPages.ofBug(TAB.file("bug.html")), "");
        assertThat(TAB.fragment()).isEqualTo("#step=36");
        assertThat(TAB.text("#verdict")).isEqualTo("bug_on page_remove detail=0xc0000b0800000001 at step 36");
        assertThat(TAB.lines("[...document.querySelectorAll('#trees tbody tr')].map(row =>"
                        + " [...row.children].map(cell => cell.textContent).join(' | ')).join('\\n')"))
                .containsExactly(
                        "512G 0x0 | table | nl_mapped",
                        "1G 0x0 | table | nl_mapped",
                        "2M 0x0 | table | nl_mapped",
                        "4K 0x100 |  | blocked");
    }

    @Test
    void keysSliderAndPlayMoveTheCursor() throws IOException {
        TAB.open(frozen, "");
        TAB.press("k");
        assertThat(TAB.fragment()).isEqualTo("#step=27");
        TAB.press("j");
        assertThat(TAB.fragment()).isEqualTo("#step=28");
        TAB.press("Home");
        assertThat(TAB.fragment()).isEqualTo("#step=0");
        TAB.press("j");
        TAB.press("j");
        assertThat(TAB.fragment()).as("silent steps are hidden at first").isEqualTo("#step=12");
        TAB.press("End");
        assertThat(TAB.fragment()).isEqualTo("#step=28");
        slide(5);
        assertThat(TAB.fragment()).isEqualTo("#step=5");
        assertThat(TAB.text("#where")).isEqualTo("5 / 28");
        TAB.act("document.getElementById('speed').value = '60'");
        TAB.press(" ");
        TAB.until("location.hash === '#step=28'");
        TAB.act("location.hash = '#step=22'");
        TAB.until("document.getElementById('step-title').textContent === 'Step 22: tdx'");
    }

    private static void slide(int step) throws IOException {
        TAB.act("(slider => { slider.value = " + step + "; slider.dispatchEvent(new Event('input')); })"
                + "(document.getElementById('slider'))");
    }

    @Test
    void itOpensAtTheStepOfItsAddress() throws IOException {
        TAB.open(frozen, "#step=12");
        assertThat(TAB.text("#step-title")).isEqualTo("Step 12: P0");
        TAB.open(frozen, "#step=99");
        assertThat(TAB.text("#step-title")).isEqualTo("Step 28: P0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scenarios/races/b28-no-freeze.tdx --mutate b28-no-freeze --seed 17",
                "scenarios/races/13-remove-before-kick.tdx --mutate b33-track-no-kick --seed 118"
            })
    void theOtherChoicesAreThoseThatReplayTakes(String line) throws IOException {
        String schedule = TAB.file("s.schedule").toString();
        String file = TAB.file("replayed.html").toString();
        Cli.run(("run --timeline none --schedule-out " + schedule + " --force " + line).split(" "));
        Cli.run("replay", schedule, "--driver", "engine", "--timeline", "none", "--html", file, "--force");
        TAB.open(Path.of(file), "");
        int last = TAB.number("document.getElementById('slider').max");
        Pattern command = Pattern.compile("./seamstress replay (\\S+) --fork '(\\d+)=(\\S+)'");
        for (int step = 0; step <= last; step++) {
            slide(step);
            List<String> commands = TAB.texts(".forks .command");
            TreeSet<String> choices = new TreeSet<>();
            for (String each : commands) {
                Matcher matcher = command.matcher(each);
                assertThat(matcher.matches()).as(each).isTrue();
                assertThat(matcher.group(1)).isEqualTo(schedule);
                assertThat(matcher.group(2)).isEqualTo(Integer.toString(step));
                choices.add(matcher.group(3));
            }
            // Nothing is ever sent from the module to the MMU, so the error names all that could be chosen.
            Cli refused = Cli.run("replay", schedule, "--driver", "engine", "--fork", step + "=tdx>mmu");
            String all = refused.err().lines().findFirst().orElseThrow();
            TreeSet<String> expected = new TreeSet<>(
                    Arrays.asList(all.substring(all.indexOf("what can: ") + 10).split(", ")));
            assertThat(expected).containsAll(choices).hasSize(choices.size() + 1);
        }
    }

    @Test
    void theSearchFinds() throws IOException {
        TAB.open(frozen, "");
        TAB.press("Home");
        TAB.press("/");
        TAB.type("seamcall tdx");
        assertThat(TAB.text("#found")).isEqualTo("4 found");
        TAB.press("Enter");
        assertThat(TAB.text("#found")).isEqualTo("1 of 4");
        assertThat(TAB.fragment()).isEqualTo("#step=12");
        assertThat(TAB.count(".row.match")).isEqualTo(4);
        TAB.press("Escape");
        assertThat(TAB.text("#found")).isEmpty();
        TAB.press("/");
        TAB.type("gfn:0x100 actor:tdx");
        assertThat(TAB.text("#found")).isEqualTo("1 found");
        TAB.press("Enter");
        assertThat(TAB.text(".row.picked .text")).isEqualTo("ept_walk gfn=0x100 512G free");
    }

    @Test
    void filtersHideAndCausesShow() throws IOException {
        TAB.open(frozen, "");
        String shown = "document.querySelector('.row').getAttribute('aria-setsize')";
        int all = TAB.number(shown);
        TAB.click("#actors input");
        int withoutP0 = TAB.number(shown);
        assertThat(withoutP0).isLessThan(all);
        assertThat(TAB.evaluate(ROWS + ".filter(row => row.ariaLabel.includes(' P0: ') && !row.matches('.k8')).length"))
                .isEqualTo("0");
        TAB.click("#actors input");
        assertThat(TAB.evaluate(shown)).isEqualTo(Integer.toString(all));
        TAB.open(frozen, "#step=22");
        TAB.press("c");
        assertThat(TAB.evaluate(ROWS + ".filter(row => row.matches('.past')).length > 5"))
                .isEqualTo("true");
        String apart = ROWS + ".filter(row => row.matches('.apart')).every(row => / P1: /.test(row.ariaLabel))";
        assertThat(TAB.evaluate(apart)).isEqualTo("true");
        assertThat(TAB.evaluate(ROWS + ".filter(row => row.matches('.future')).length > 5"))
                .isEqualTo("true");
    }

    @Test
    void itFitsWindowsOfAllSizes() throws IOException {
        for (int[] size : new int[][] {{360, 640}, {768, 1024}, {1024, 700}, {1280, 800}, {1920, 1080}, {2560, 1300}}) {
            TAB.open(frozen, "", size[0], size[1]);
            String name = size[0] + " x " + size[1];
            assertThat(TAB.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as("what is beyond the edge at " + name)
                    .isEqualTo("0");
            assertThat(TAB.evaluate("[...document.querySelectorAll('button, input, select, h1, h2, label')]"
                            + ".filter(each => each.getClientRects().length > 0 && !each.closest('.away, fieldset'))"
                            + ".filter(each => each.getBoundingClientRect().right > innerWidth + 1)"
                            + ".map(each => each.id || each.textContent).join()"))
                    .as("beyond the edge at " + name)
                    .isEmpty();
            assertThat(TAB.number("document.getElementById('scroll').clientHeight"))
                    .as("room for the timeline at " + name)
                    .isGreaterThan(size[1] / 3);
        }
    }

    @Test
    void everythingHasANameForThoseWhoDoNotSee() throws IOException {
        TAB.open(frozen, "");
        assertThat(TAB.evaluate("[...document.querySelectorAll('button, input, select')].filter(each =>"
                        + " !(each.ariaLabel || each.textContent.trim() || (each.labels && each.labels.length)))"
                        + ".map(each => each.id).join()"))
                .isEmpty();
        assertThat(TAB.evaluate("document.getElementById(document.getElementById('list')"
                        + ".getAttribute('aria-activedescendant')).getAttribute('aria-selected')"))
                .isEqualTo("true");
        assertThat(TAB.text("#said")).startsWith("step 28, P0: V07 broken");
        assertThat(TAB.evaluate("document.querySelector('.row.picked').ariaLabel"))
                .startsWith("step 28, P0: V07 broken");
    }

    @Test
    void lightAndDarkAreLegible() throws IOException {
        TAB.open(frozen, "");
        String inks = "ink quiet message entry module kvm lock guest bad good";
        String papers = "paper panel now hover bad-paper good-paper moved-paper";
        TreeSet<String> backgrounds = new TreeSet<>();
        for (String theme : new String[] {"system", "light", "dark"}) {
            assertThat(TAB.text("#theme")).isEqualTo("Theme: " + theme);
            assertThat(Contrast.tooLow(TAB, inks, papers, 4.5)).as(theme).isEmpty();
            backgrounds.add(TAB.evaluate("getComputedStyle(document.body).backgroundColor"));
            TAB.click("#theme");
        }
        assertThat(backgrounds).hasSize(2);
    }

    @Test
    void itPrintsTheWindowAroundTheCursor() throws IOException {
        TAB.open(frozen, "");
        TAB.act("dispatchEvent(new Event('beforeprint'))");
        assertThat(TAB.number(ROWS + ".length")).isBetween(20, 46);
        assertThat(TAB.text(".row.picked .text")).startsWith("V07 broken");
        TAB.act("dispatchEvent(new Event('afterprint'))");
        assertThat(TAB.call("Page.printToPDF", "printBackground", true).get("/result/data"))
                .hasSizeGreaterThan(10_000);
    }

    @Test
    void nothingInALogIsTakenForCode() throws IOException {
        String evil = "</script><img src=x onerror=hacked=1><!--<script>hacked=1//\"';`${hacked=1}&lt;\\u003c";
        Path log = TAB.file("evil.jsonl");
        String text = "\"" + evil.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        String lines = """
                {"t":"head","version":1,"scenario":@,"hash":@,"model":@,"module":@,"driver":@,"reproducible":true,\
                "choices":@,"ns_per_step":1000,"actors":[@,"__proto__"],"again":@}
                {"t":"first","tree":@,"root":0,"gfn":"0x1","level":1,"value":"0x1","state":@}
                {"t":"step","step":0,"id":0,"from":0,"to":0,"sent":-1,"go":true}
                {"t":"sent","step":0,"id":1,"from":0,"to":1,"text":@}
                {"t":"event","step":0,"actor":0,"event":"end","args":{"operation":0,"result":0},\
                "words":{"operation":@,"result":@}}
                {"t":"broken","step":0,"rule":@,"text":@}
                """;
        Files.writeString(log, lines.replace("@", text));
        Path file = TAB.file("evil.html");
        Cli.run("convert", log.toString(), file.toString());
        TAB.open(file, "");
        assertThat(TAB.evaluate("typeof hacked")).isEqualTo("undefined");
        assertThat(TAB.count("img, iframe, object, body > script:not([type])")).isEqualTo(1);
        assertThat(TAB.text("h1")).isEqualTo(evil);
        assertThat(TAB.text("#notice")).isEqualTo("The log breaks off after step 0.");
        assertThat(TAB.text(".row.picked .text")).contains(evil);
        assertThat(TAB.text("#details")).contains(evil);
    }

    @Test
    void thePolicyLetsNothingElseRun() throws IOException {
        TAB.open(frozen, "");
        assertThat(TAB.evaluate("(() => { const script = document.createElement('script');"
                        + "script.textContent = 'hacked = 1'; document.body.append(script);"
                        + "const style = document.createElement('style');"
                        + "style.textContent = 'h1 { color: rgb(1, 2, 3) }'; document.head.append(style);"
                        + "return typeof hacked + getComputedStyle(document.querySelector('h1')).color; })()"))
                .startsWith("undefined")
                .doesNotContain("rgb(1, 2, 3)");
        assertThat(TAB.evaluate("fetch('data:,x').then(() => 'fetched', () => 'refused')"))
                .isEqualTo("refused");
        assertThat(TAB.complaints()).hasSizeGreaterThan(2).allMatch(each -> each.contains("Content Security Policy"));
        TAB.open(frozen, "");
    }

    @Test
    void aHundredThousandEventsScrollAndPlay() throws IOException {
        String scenario = Cli.write(
                TAB.file("long.tdx"),
                "TDX long { slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 | P1 ;\n"
                        + " repeat 6000 { enter } | repeat 6000 { enter } ;\n");
        TAB.open(HtmlPages.ofRun(TAB.file("long.html"), scenario, "--until", "200000"), "");
        assertThat(TAB.number("document.querySelector('.row').getAttribute('aria-setsize')"))
                .isGreaterThan(100_000);
        String scrolling = "number => { document.getElementById('scroll').scrollTop = number * 24000 + number; }";
        assertThat(TAB.frameMs(scrolling, FRAME_MS_MAX))
                .as("ms a frame, scrolling")
                .isLessThanOrEqualTo(FRAME_MS_MAX);
        assertThat(TAB.number(ROWS + ".length")).isBetween(20, 120);
        TAB.click("#causes");
        String playing = "() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}))";
        assertThat(TAB.frameMs(playing, FRAME_MS_MAX)).as("ms a frame, playing").isLessThanOrEqualTo(FRAME_MS_MAX);
    }
}
