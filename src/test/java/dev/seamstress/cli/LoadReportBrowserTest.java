package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seamstress.trace.html.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the report of a load run can be read in a browser, by everybody, in windows of all sizes, and on paper; and
 * nothing in a job is taken for code. Method: a real Chromium; whatever it complains of fails the test.
 */
@Tag("browser")
class LoadReportBrowserTest {
    private static final String EVIL = "</script><img src=x onerror=hacked=1><!--<script>hacked=1//';`${hacked=1}&lt;";

    @TempDir
    private static Path directory;

    private static Chromium browser;
    private static Path page;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(), "no Chromium on the path; `apt-get install chromium` brings one");
        browser = Chromium.start(program.get(), directory.resolve("profile"));
        page = report("churn", "conf/load/swiotlb-churn.conf", "--set", "assert=[\"fault.private.p99 < 1us\"]");
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

    private static Path report(String name, String job, String... more) {
        Path file = directory.resolve(name + ".html");
        String[] line = {
            "load",
            job,
            "--replications",
            "2",
            "--set",
            "td.memory=4MiB",
            "--set",
            "let.for=8ms",
            "--html",
            file.toString()
        };
        String[] all = Stream.of(line, more).flatMap(Arrays::stream).toArray(String[]::new);
        assertThat(Cli.run(all).code()).isBetween(0, 1);
        return file;
    }

    private static void open(Path file) throws IOException {
        browser.size(1280, 900);
        browser.open(file, "");
    }

    private static String text(String selector) throws IOException {
        return browser.evaluate("document.querySelector('" + selector + "').textContent");
    }

    private static int number(String expression) throws IOException {
        return Integer.parseInt(browser.evaluate(expression));
    }

    private static List<String> charts() throws IOException {
        return browser.lines("report.charts.map(chart => chart.id).join('\\n')");
    }

    @Test
    void itSaysWhatLimitsTheLoadAndWhatTheJobWanted() throws IOException {
        open(page);
        assertThat(text("h1")).isEqualTo("swiotlb-churn");
        assertThat(text("#limit")).isEqualTo("mmu_lock for write");
        assertThat(text("#reason")).startsWith("Threads that are busy lose ");
        assertThat(text("#verdict")).isEqualTo("1 of 1 assertions not met");
        assertThat(text("#assertions")).contains("not met", "fault.private.p99 < 1us");
        assertThat(text("#card")).contains("kvm-6.19", "seed", "4MiB", "Little's law");
        assertThat(number("document.querySelectorAll('#costs tbody tr').length"))
                .isGreaterThan(30);
        assertThat(text("#job")).contains("do = churn");
    }

    @Test
    void everyChartIsDrawnAndIsATableAndTwoFiles() throws IOException {
        open(page);
        assertThat(charts())
                .contains(
                        "lost",
                        "utilisation",
                        "fault-private",
                        "fault-rates",
                        "fault-parts",
                        "fault-bins",
                        "fault-spectrum",
                        "queues",
                        "locks",
                        "wait-spectrum");
        for (String id : charts()) {
            String figure = "document.querySelector('#chart-" + id + "')";
            int marks = number(figure + ".querySelectorAll('path.lined, path.filled, rect.filled').length");
            assertThat(marks).as(id).isPositive();
            assertThat(browser.evaluate("[..." + figure + ".querySelectorAll('path')].some(path =>"
                            + " /NaN|Infinity|undefined/.test(path.getAttribute('d')))"))
                    .as(id)
                    .isEqualTo("false");
            browser.evaluate(figure + ".querySelector('summary').click()");
            assertThat(browser.evaluate("new Promise(done => setTimeout(() => done(" + figure
                            + ".querySelectorAll('tbody tr').length === report.charts.find(chart => chart.id === '" + id
                            + "').rows.length), 30))"))
                    .as(id)
                    .isEqualTo("true");
            assertThat(browser.lines("[..." + figure + ".querySelectorAll('a')].map(a => a.download).join('\\n')"))
                    .containsExactly(id + ".csv", id + ".json");
        }
    }

    @Test
    void aFileOfAChartIsThatOfTheCommand() throws IOException {
        Path out = directory.resolve("out");
        report("again", "conf/load/swiotlb-churn.conf", "--out", out.toString());
        open(directory.resolve("again.html"));
        String link = "decodeURIComponent(document.querySelector('#chart-%s a').href.replace(/^[^,]*,/, ''))";
        for (String id : new String[] {"utilisation", "fault-spectrum", "lost"}) {
            assertThat(browser.evaluate(link.formatted(id)))
                    .isEqualTo(Files.readString(out.resolve("charts/" + id + ".csv")));
        }
    }

    @Test
    void aChartTellsItsValuesToPointerAndKeys() throws IOException {
        open(page);
        String tip = "document.querySelector('#chart-fault-private .tip')";
        assertThat(browser.evaluate(tip + ".hidden")).isEqualTo("true");
        browser.evaluate("document.querySelector('#chart-fault-private svg').focus()");
        browser.press("ArrowRight");
        assertThat(browser.evaluate(tip + ".textContent"))
                .startsWith("from 0p50")
                .contains("p99, highest");
        browser.press("ArrowRight");
        assertThat(browser.evaluate(tip + ".textContent")).matches("from [0-9.]+us.*");
        browser.press("Escape");
        assertThat(browser.evaluate(tip + ".hidden")).isEqualTo("true");
        browser.evaluate("(svg => { const box = svg.getBoundingClientRect(); svg.dispatchEvent(new PointerEvent("
                + "'pointermove', {clientX: box.left + box.width / 2, clientY: box.top + 20})); })"
                + "(document.querySelector('#chart-utilisation svg'))");
        assertThat(browser.evaluate("document.querySelector('#chart-utilisation .tip').textContent"))
                .contains("mmu_lock write", "vCPUs", "%");
    }

    @Test
    void theSlowestFaultsSayHowToLookAtThem() throws IOException {
        open(page);
        assertThat(number("document.querySelectorAll('#slowest .command').length"))
                .isEqualTo(10);
        assertThat(text("#slowest .command"))
                .matches("./seamstress load conf/load/swiotlb-churn.conf --seed 1 .* --window [12]@\\d+ns\\+-\\d+ns"
                        + " --html slow.html");
    }

    @Test
    void aLinkOfASlowFaultOpensItsTimeline() throws IOException {
        Path out = directory.resolve("linked");
        report("linked", "conf/load/swiotlb-churn.conf", "--out", out.toString());
        open(out.resolve("report.html"));
        assertThat(number("document.querySelectorAll('#slowest .command').length"))
                .isEqualTo(10);
        String vcpu = text("#slowest td:nth-child(4)");
        String[] link = browser.evaluate("document.querySelector('#slowest a').getAttribute('href')")
                .split("#");
        browser.open(out.resolve(link[0]), "#" + link[1]);
        assertThat(text("body")).contains("Step " + link[1].replace("step=", "") + ": " + vcpu);
    }

    @Test
    void itFitsWindowsOfAllSizes() throws IOException {
        for (int width : new int[] {340, 560, 768, 1024, 1280, 2560}) {
            browser.size(width, 900);
            browser.open(page, "");
            assertThat(browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as("beyond the edge at " + width)
                    .isEqualTo("0");
            assertThat(browser.lines("[...document.querySelectorAll('svg text')].filter(each => { const box ="
                            + " each.getBoundingClientRect(), card = each.closest('figure, button');"
                            + " return card && (box.right > card.getBoundingClientRect().right + 1"
                            + " || box.left < card.getBoundingClientRect().left - 1); })"
                            + ".map(each => each.closest('figure').id + ': ' + each.textContent).join('\\n')"))
                    .as("texts beyond their card at " + width)
                    .isEmpty();
        }
    }

    @Test
    void everythingHasANameAndLightAndDarkAreLegible() throws IOException {
        open(page);
        assertThat(browser.evaluate("[...document.querySelectorAll('button, a, summary, svg[role]')].filter(each =>"
                        + " !(each.ariaLabel || each.textContent.trim())).length"))
                .isEqualTo("0");
        TreeSet<String> papers = new TreeSet<>();
        for (String theme : new String[] {"system", "light", "dark"}) {
            assertThat(text("#theme-name")).isEqualTo("Theme: " + theme);
            assertThat(browser.evaluate(contrast())).as(theme).isEmpty();
            papers.add(browser.evaluate("getComputedStyle(document.body).backgroundColor"));
            browser.evaluate("document.getElementById('theme').click()");
        }
        assertThat(papers).hasSize(2);
    }

    /** Contrast as WCAG 2.2 computes it: 4.5 for texts. */
    private static String contrast() {
        return "(() => { const style = getComputedStyle(document.documentElement);"
                + "const light = name => { const hex = style.getPropertyValue('--' + name).trim().slice(1);"
                + "const full = hex.length === 3 ? [...hex].map(c => c + c).join('') : hex;"
                + "const c = [0, 2, 4].map(i => parseInt(full.substr(i, 2), 16) / 255)"
                + ".map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);"
                + "return .2126 * c[0] + .7152 * c[1] + .0722 * c[2]; };"
                + "const bad = [];"
                + "const check = (ink, paper, least) => {"
                + "const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x);"
                + "if ((a + .05) / (b + .05) < least) bad.push(ink + ' on ' + paper + ' ' + (a + .05) / (b + .05)); };"
                + "for (const ink of ['ink','quiet','bad','good','accent'])"
                + " for (const paper of ['paper','panel']) check(ink, paper, 4.5);"
                + "check('bad', 'bad-paper', 4.5); check('good', 'good-paper', 4.5);"
                + "for (const ink of ['c0','c3','c4','c5','r1','r2','r3']) check(ink, 'paper', 3);"
                + "return bad.join(); })()";
    }

    @Test
    void itPrints() throws IOException {
        open(page);
        assertThat(browser.call("Page.printToPDF", "printBackground", true).get("/result/data"))
                .hasSizeGreaterThan(40_000);
    }

    @Test
    void aSweepHasItsCurve() throws IOException {
        Path sweep = directory.resolve("sweep.html");
        String[] line = {
            "sweep",
            "conf/load/boot-eager.conf",
            "--over",
            "td.vcpus=1,2,4,8",
            "--set",
            "td.memory=2MiB",
            "--set",
            "assert=[]",
            "--replications",
            "2",
            "--html",
            sweep.toString()
        };
        assertThat(Cli.run(line).code()).isZero();
        open(sweep);
        assertThat(charts().get(0)).isEqualTo("scaling");
        assertThat(number("document.querySelectorAll('#chart-scaling circle.filled').length"))
                .isEqualTo(4);
        assertThat(number("document.querySelectorAll('#chart-scaling path.fitted').length"))
                .isEqualTo(1);
        assertThat(text("#chart-scaling .note")).startsWith("Universal Scalability Law");
        assertThat(text("#card")).contains("vCPUs8");
        assertThat(text("#command")).contains(" --set 'td.vcpus=8'").doesNotContain("sweep");
        assertThat(Cli.run(line).err()).contains("the file exists");
    }

    @Test
    void eachOfSeveralTdsCanBeLookedAt() throws IOException {
        Path out = directory.resolve("tds");
        Cli cli = Cli.run(
                "load",
                "conf/load/many-tds.conf",
                "--replications",
                "2",
                "--set",
                "tds=3",
                "--set",
                "let.memory=1MiB",
                "--set",
                "assert=[]",
                "--out",
                out.toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        open(out.resolve("report.html"));
        assertThat(text("#which-td")).isEqualTo("Charts over time show all 3 TDs togetherTD 0TD 1TD 2");
        assertThat(text("#chart-utilisation b")).isEqualTo("How busy what is, all TDs");
        String drawn = "[...document.querySelectorAll('#chart-utilisation path.lined')].map(path =>"
                + " path.getAttribute('d')).join()";
        String together = browser.evaluate(drawn);
        assertThat(together).isNotEqualTo(shown("1", drawn));
        assertThat(text("#chart-utilisation b")).isEqualTo("How busy what is, TD 1");
        List<String> lines = Files.readAllLines(out.resolve("charts/utilisation-by-td.csv"));
        long rows = lines.stream().filter(line -> line.matches("\\d+,1,.*")).count();
        assertThat(rows).isBetween(16L, 32L);
        assertThat(browser.evaluate("decodeURIComponent(document.querySelector('#chart-utilisation a').href)"
                        + ".trim().split('\\n').length"))
                .isEqualTo(Long.toString(rows + 1));
        assertThat(browser.evaluate("document.querySelector('#chart-utilisation a').download"))
                .isEqualTo("utilisation-td-1.csv");
        assertThat(shown("", drawn)).isEqualTo(together);
        assertThat(number("document.querySelectorAll('#slowest tbody tr').length"))
                .isEqualTo(10);
        assertThat(text("#slowest tbody")).contains("TD 0, P", "TD 2, P").doesNotContain("--window");
        open(page);
        assertThat(browser.evaluate("document.querySelector('#which-td').hidden"))
                .isEqualTo("true");
    }

    /** What an expression says after a TD was chosen. */
    private static String shown(String td, String expression) throws IOException {
        browser.evaluate("(select => { select.value = '" + td + "'; select.dispatchEvent(new Event('change')); })"
                + "(document.querySelector('#td'))");
        return browser.evaluate(expression);
    }

    @Test
    void nothingInAJobIsTakenForCode() throws IOException {
        Path job = directory.resolve("a<img src=x onerror=hacked=1>&quot;.conf");
        String about = EVIL.replace("\"", "");
        Files.writeString(
                job,
                "about = \"\"\"" + about + "\"\"\"\n# " + EVIL + "\nlet { for = 1ms }\n"
                        + "td { vcpus = 1, memory = 4MiB }\n"
                        + "phases = [{ name = \"\"\"" + about
                        + "\"\"\", closed {}, do = accept, pages = sequential }]\n");
        Path evil = report("evil", job.toString());
        open(evil);
        assertThat(browser.evaluate("typeof hacked")).isEqualTo("undefined");
        assertThat(number("document.querySelectorAll('img, iframe, object, body > script:not([type])').length"))
                .isEqualTo(1);
        assertThat(text("h1")).isEqualTo("a<img src=x onerror=hacked=1>&quot;");
        assertThat(text("#about")).isEqualTo(about);
        assertThat(text("#job")).contains(EVIL);
        assertThat(text("#verdict")).isEqualTo("no assertions");
    }

    @Test
    void thePolicyLetsNothingElseRun() throws IOException {
        open(page);
        assertThat(browser.evaluate("(() => { const script = document.createElement('script');"
                        + "script.textContent = 'hacked = 1'; document.body.append(script);"
                        + "return typeof hacked; })()"))
                .isEqualTo("undefined");
        assertThat(browser.evaluate("fetch('data:,x').then(() => 'fetched', () => 'refused')"))
                .isEqualTo("refused");
        assertThat(browser.complaints())
                .hasSizeGreaterThan(1)
                .allMatch(each -> each.contains("Content Security Policy"));
        open(page);
    }
}
