package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seamstress.trace.html.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: people can look at a run in a browser: it opens where they want to be, moves, finds, fits, and says what could
 * have been chosen. Method: a real Chromium, without a window; whatever it complains of fails the test.
 */
@Tag("browser")
class HtmlBrowserTest {
    private static final String[] FROZEN = {
        "scenarios/races/b28-no-freeze.tdx", "--mutate", "b28-no-freeze", "--seed", "17"
    };
    private static final int FRAME_MS_MAX = 50;
    private static final String ROWS = "[...document.querySelectorAll('.row')]";

    @TempDir
    private static Path directory;

    private static Chromium browser;
    private static Path frozen;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(), "no Chromium on the path; `apt-get install chromium` brings one");
        browser = Chromium.start(program.get(), directory.resolve("profile"));
        frozen = page("frozen", FROZEN);
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

    private static Path page(String name, String... arguments) {
        Path file = directory.resolve(name + ".html");
        List<String> line = new ArrayList<>(List.of("run", "--timeline", "none", "--html", file.toString(), "--force"));
        line.addAll(Arrays.asList(arguments));
        assertThat(Cli.run(line.toArray(String[]::new)).err()).isEmpty();
        return file;
    }

    private static void open(Path file) throws IOException {
        browser.size(1280, 800);
        browser.open(file, "");
    }

    private static String text(String selector) throws IOException {
        return browser.evaluate("document.querySelector('" + selector + "').textContent");
    }

    private static String step() throws IOException {
        return browser.evaluate("location.hash");
    }

    @Test
    void itOpensAtTheStepThatBreaksARule() throws IOException {
        open(frozen);
        assertThat(step()).isEqualTo("#step=28");
        assertThat(text("#verdict")).isEqualTo("V07, V10 broken at step 28");
        assertThat(text("#step-title")).isEqualTo("Step 28: P0");
        assertThat(text(".row.picked .text")).startsWith("V07 broken: the mirror entry of gfn 0x0");
        assertThat(browser.lines(ROWS + ".filter(row => row.matches('.now')).map(row => row.textContent).join('\\n')"))
                .hasSize(4);
        assertThat(browser.evaluate("document.activeElement === document.body || document.activeElement.id"))
                .isEqualTo("true");
        assertThat(text("#trees td.changed")).isEqualTo("none \u2192 table");
        assertThat(text(".lane-lock.read")).isEqualTo("read mmu_lock");
    }

    @Test
    void itOpensWhereTheKernelRunsIntoABug() throws IOException {
        open(page(
                "bug", "scenarios/races/13-remove-before-kick.tdx", "--mutate", "b33-track-no-kick", "--seed", "118"));
        assertThat(step()).isEqualTo("#step=36");
        assertThat(text("#verdict")).isEqualTo("bug_on page_remove detail=0xc0000b0800000001 at step 36");
        assertThat(browser.lines("[...document.querySelectorAll('#trees tbody tr')].map(row =>"
                        + " [...row.children].map(cell => cell.textContent).join(' | ')).join('\\n')"))
                .containsExactly(
                        "512G 0x0 | table | nl_mapped",
                        "1G 0x0 | table | nl_mapped",
                        "2M 0x0 | table | nl_mapped",
                        "4K 0x100 |  | blocked");
    }

    @Test
    void keysSliderAndPlayMoveTheCursor() throws IOException {
        open(frozen);
        browser.press("k");
        assertThat(step()).isEqualTo("#step=27");
        browser.press("j");
        assertThat(step()).isEqualTo("#step=28");
        browser.press("Home");
        assertThat(step()).isEqualTo("#step=0");
        browser.press("j");
        browser.press("j");
        assertThat(step()).as("silent steps are hidden at first").isEqualTo("#step=12");
        browser.press("End");
        assertThat(step()).isEqualTo("#step=28");
        slide(5);
        assertThat(step()).isEqualTo("#step=5");
        assertThat(text("#where")).isEqualTo("5 / 28");
        browser.evaluate("document.getElementById('speed').value = '60'");
        browser.press(" ");
        assertThat(browser.evaluate("new Promise(done => { const wait = () =>"
                        + " location.hash === '#step=28' ? done('there') : requestAnimationFrame(wait); wait(); })"))
                .isEqualTo("there");
        browser.evaluate("location.hash = '#step=22'");
        assertThat(browser.evaluate("new Promise(done => setTimeout(() =>"
                        + " done(document.getElementById('step-title').textContent), 50))"))
                .isEqualTo("Step 22: tdx");
    }

    /** Waits until what was asked for is drawn. */
    private static void settle() throws IOException {
        browser.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    private static void slide(int step) throws IOException {
        browser.evaluate("(slider => { slider.value = " + step + "; slider.dispatchEvent(new Event('input')); })"
                + "(document.getElementById('slider'))");
    }

    @Test
    void itOpensAtTheStepOfItsAddress() throws IOException {
        browser.open(frozen, "#step=12");
        assertThat(text("#step-title")).isEqualTo("Step 12: P0");
        browser.open(frozen, "#step=99");
        assertThat(text("#step-title")).isEqualTo("Step 28: P0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scenarios/races/b28-no-freeze.tdx --mutate b28-no-freeze --seed 17",
                "scenarios/races/13-remove-before-kick.tdx --mutate b33-track-no-kick --seed 118"
            })
    void theOtherChoicesAreThoseThatReplayTakes(String line) throws IOException {
        String schedule = directory.resolve("s.schedule").toString();
        String file = directory.resolve("replayed.html").toString();
        Cli.run(("run --timeline none --schedule-out " + schedule + " --force " + line).split(" "));
        Cli.run("replay", schedule, "--driver", "engine", "--timeline", "none", "--html", file, "--force");
        open(Path.of(file));
        int last = Integer.parseInt(browser.evaluate("document.getElementById('slider').max"));
        Pattern command = Pattern.compile("./seamstress replay (\\S+) --fork '(\\d+)=(\\S+)'");
        for (int step = 0; step <= last; step++) {
            slide(step);
            List<String> commands = browser.lines(
                    "[...document.querySelectorAll('.forks .command')].map(each => each.textContent).join('\\n')");
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
        open(frozen);
        browser.press("Home");
        browser.press("/");
        browser.type("seamcall tdx");
        assertThat(text("#found")).isEqualTo("4 found");
        browser.press("Enter");
        assertThat(text("#found")).isEqualTo("1 of 4");
        assertThat(step()).isEqualTo("#step=12");
        settle();
        assertThat(browser.evaluate("document.querySelectorAll('.row.match').length"))
                .isEqualTo("4");
        browser.press("Escape");
        assertThat(text("#found")).isEmpty();
        browser.press("/");
        browser.type("gfn:0x100 actor:tdx");
        assertThat(text("#found")).isEqualTo("1 found");
        browser.press("Enter");
        settle();
        assertThat(text(".row.picked .text")).isEqualTo("ept_walk gfn=0x100 512G free");
    }

    @Test
    void filtersHideAndCausesShow() throws IOException {
        open(frozen);
        String shown = "document.querySelector('.row').getAttribute('aria-setsize')";
        int all = Integer.parseInt(browser.evaluate(shown));
        click("#actors input");
        int withoutP0 = Integer.parseInt(browser.evaluate(shown));
        assertThat(withoutP0).isLessThan(all);
        assertThat(browser.evaluate(
                        ROWS + ".filter(row => row.ariaLabel.includes(' P0: ') && !row.matches('.k8')).length"))
                .isEqualTo("0");
        click("#actors input");
        assertThat(browser.evaluate(shown)).isEqualTo(Integer.toString(all));
        browser.open(frozen, "#step=22");
        browser.press("c");
        settle();
        assertThat(browser.evaluate(ROWS + ".filter(row => row.matches('.past')).length > 5"))
                .isEqualTo("true");
        String apart = ROWS + ".filter(row => row.matches('.apart')).every(row => / P1: /.test(row.ariaLabel))";
        assertThat(browser.evaluate(apart)).isEqualTo("true");
        assertThat(browser.evaluate(ROWS + ".filter(row => row.matches('.future')).length > 5"))
                .isEqualTo("true");
    }

    private static void click(String selector) throws IOException {
        browser.evaluate("document.querySelector('" + selector + "').click()");
    }

    @Test
    void itFitsWindowsOfAllSizes() throws IOException {
        for (int[] size : new int[][] {{360, 640}, {768, 1024}, {1024, 700}, {1280, 800}, {1920, 1080}, {2560, 1300}}) {
            browser.size(size[0], size[1]);
            browser.open(frozen, "");
            String name = size[0] + " x " + size[1];
            assertThat(browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as("what is beyond the edge at " + name)
                    .isEqualTo("0");
            assertThat(browser.evaluate("[...document.querySelectorAll('button, input, select, h1, h2, label')]"
                            + ".filter(each => each.getClientRects().length > 0 && !each.closest('.away, fieldset'))"
                            + ".filter(each => each.getBoundingClientRect().right > innerWidth + 1)"
                            + ".map(each => each.id || each.textContent).join()"))
                    .as("beyond the edge at " + name)
                    .isEmpty();
            assertThat(Integer.parseInt(browser.evaluate("document.getElementById('scroll').clientHeight")))
                    .as("room for the timeline at " + name)
                    .isGreaterThan(size[1] / 3);
        }
    }

    @Test
    void everythingHasANameForThoseWhoDoNotSee() throws IOException {
        open(frozen);
        assertThat(browser.evaluate("[...document.querySelectorAll('button, input, select')].filter(each =>"
                        + " !(each.ariaLabel || each.textContent.trim() || (each.labels && each.labels.length)))"
                        + ".map(each => each.id).join()"))
                .isEmpty();
        assertThat(browser.evaluate("document.getElementById(document.getElementById('list')"
                        + ".getAttribute('aria-activedescendant')).getAttribute('aria-selected')"))
                .isEqualTo("true");
        assertThat(text("#said")).startsWith("step 28, P0: V07 broken");
        assertThat(browser.evaluate("document.querySelector('.row.picked').ariaLabel"))
                .startsWith("step 28, P0: V07 broken");
    }

    /** Contrast as WCAG 2.2 computes it, of every colour of text on what is behind it: 4.5 or more. */
    @Test
    void lightAndDarkAreLegible() throws IOException {
        open(frozen);
        String contrast = "(() => { const style = getComputedStyle(document.documentElement);"
                + "const light = name => { const hex = style.getPropertyValue('--' + name).trim().slice(1);"
                + "const full = hex.length === 3 ? [...hex].map(c => c + c).join('') : hex;"
                + "const c = [0, 2, 4].map(i => parseInt(full.substr(i, 2), 16) / 255)"
                + ".map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);"
                + "return .2126 * c[0] + .7152 * c[1] + .0722 * c[2]; };"
                + "const bad = [];"
                + "for (const ink of ['ink','quiet','message','entry','module','kvm','lock','guest','bad','good'])"
                + "for (const paper of ['paper','panel','now','hover','bad-paper','good-paper','moved-paper']) {"
                + "const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x);"
                + "if ((a + .05) / (b + .05) < 4.5) bad.push(ink + ' on ' + paper + ' ' + (a + .05) / (b + .05)); }"
                + "return bad.join(); })()";
        TreeSet<String> papers = new TreeSet<>();
        for (String theme : new String[] {"system", "light", "dark"}) {
            assertThat(text("#theme")).isEqualTo("Theme: " + theme);
            assertThat(browser.evaluate(contrast)).as(theme).isEmpty();
            papers.add(browser.evaluate("getComputedStyle(document.body).backgroundColor"));
            click("#theme");
        }
        assertThat(papers).hasSize(2);
    }

    @Test
    void itPrintsTheWindowAroundTheCursor() throws IOException {
        open(frozen);
        browser.evaluate("dispatchEvent(new Event('beforeprint'))");
        assertThat(Integer.parseInt(browser.evaluate(ROWS + ".length"))).isBetween(20, 46);
        assertThat(text(".row.picked .text")).startsWith("V07 broken");
        browser.evaluate("dispatchEvent(new Event('afterprint'))");
        assertThat(browser.call("Page.printToPDF", "printBackground", true).get("/result/data"))
                .hasSizeGreaterThan(10_000);
    }

    @Test
    void nothingInALogIsTakenForCode() throws IOException {
        String evil = "</script><img src=x onerror=hacked=1><!--<script>hacked=1//\"';`${hacked=1}&lt;\\u003c";
        Path log = directory.resolve("evil.jsonl");
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
        Path file = directory.resolve("evil.html");
        Cli.run("convert", log.toString(), file.toString());
        open(file);
        assertThat(browser.evaluate("typeof hacked")).isEqualTo("undefined");
        assertThat(browser.evaluate(
                        "document.querySelectorAll('img, iframe, object, body > script:not([type])').length"))
                .isEqualTo("1");
        assertThat(text("h1")).isEqualTo(evil);
        assertThat(text("#notice")).isEqualTo("The log breaks off after step 0.");
        assertThat(text(".row.picked .text")).contains(evil);
        assertThat(text("#details")).contains(evil);
    }

    @Test
    void thePolicyLetsNothingElseRun() throws IOException {
        open(frozen);
        assertThat(browser.evaluate("(() => { const script = document.createElement('script');"
                        + "script.textContent = 'hacked = 1'; document.body.append(script);"
                        + "const style = document.createElement('style');"
                        + "style.textContent = 'h1 { color: rgb(1, 2, 3) }'; document.head.append(style);"
                        + "return typeof hacked + getComputedStyle(document.querySelector('h1')).color; })()"))
                .startsWith("undefined")
                .doesNotContain("rgb(1, 2, 3)");
        assertThat(browser.evaluate("fetch('data:,x').then(() => 'fetched', () => 'refused')"))
                .isEqualTo("refused");
        assertThat(browser.complaints())
                .hasSizeGreaterThan(2)
                .allMatch(each -> each.contains("Content Security Policy"));
        open(frozen);
    }

    @Test
    void aHundredThousandEventsScrollAndPlay() throws IOException {
        String scenario = Cli.write(
                directory.resolve("long.tdx"),
                "TDX long { slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 | P1 ;\n"
                        + " repeat 6000 { enter } | repeat 6000 { enter } ;\n");
        Path file = page("long", scenario, "--until", "200000");
        open(file);
        assertThat(Integer.parseInt(browser.evaluate("document.querySelector('.row').getAttribute('aria-setsize')")))
                .isGreaterThan(100_000);
        String scrolling = "number => { document.getElementById('scroll').scrollTop = number * 24000 + number; }";
        assertThat(browser.frameMs(scrolling)).as("ms a frame, scrolling").isLessThanOrEqualTo(FRAME_MS_MAX);
        assertThat(Integer.parseInt(browser.evaluate(ROWS + ".length"))).isBetween(20, 120);
        click("#causes");
        String playing = "() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}))";
        assertThat(browser.frameMs(playing)).as("ms a frame, playing").isLessThanOrEqualTo(FRAME_MS_MAX);
    }
}
