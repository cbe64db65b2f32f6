package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.trace.html.BrowserTab;
import dev.seamstress.trace.html.Contrast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: the report of a load run can be read in a browser, by everybody, in windows of all sizes, and on paper; and
 * nothing in a job is taken for code. Method: a real Chromium; whatever it complains of fails the test.
 */
@Tag("browser")
class LoadReportBrowserTest {
    private static final String EVIL = "</script><img src=x onerror=hacked=1><!--<script>hacked=1//';`${hacked=1}&lt;";

    @RegisterExtension
    private static final BrowserTab TAB = new BrowserTab();

    private static Path page;

    @BeforeAll
    static void start() {
        page = report("churn", "conf/load/swiotlb-churn.conf", "--set", "assert=[\"fault.private.p99 < 1us\"]");
    }

    private static Path report(String name, String job, String... more) {
        Path file = TAB.file(name + ".html");
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

    private static List<String> charts() throws IOException {
        return TAB.lines("report.charts.map(chart => chart.id).join('\\n')");
    }

    @Test
    void itSaysWhatLimitsTheLoadAndWhatTheJobWanted() throws IOException {
        TAB.open(page, "");
        assertThat(TAB.text("h1")).isEqualTo("swiotlb-churn");
        assertThat(TAB.text("#limit")).isEqualTo("mmu_lock for write");
        assertThat(TAB.text("#reason")).startsWith("Threads that are busy lose ");
        assertThat(TAB.text("#verdict")).isEqualTo("1 of 1 assertions not met");
        assertThat(TAB.text("#assertions")).contains("not met", "fault.private.p99 < 1us");
        assertThat(TAB.text("#card")).contains("kvm-6.19", "seed", "4MiB", "Little's law");
        assertThat(TAB.count("#costs tbody tr")).isGreaterThan(30);
        assertThat(TAB.text("#job")).contains("do = churn");
    }

    @Test
    void everyChartIsDrawnAndIsATableAndTwoFiles() throws IOException {
        TAB.open(page, "");
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
            assertThat(TAB.number(figure + ".querySelectorAll('path.lined, path.filled, rect.filled').length"))
                    .as(id)
                    .isPositive();
            assertThat(TAB.evaluate("[..." + figure + ".querySelectorAll('path')].some(path =>"
                            + " /NaN|Infinity|undefined/.test(path.getAttribute('d')))"))
                    .as(id)
                    .isEqualTo("false");
            TAB.click("#chart-" + id + " summary");
            TAB.until(figure + ".querySelectorAll('tbody tr').length"
                    + " === report.charts.find(chart => chart.id === '" + id + "').rows.length");
            assertThat(TAB.lines("[..." + figure + ".querySelectorAll('a')].map(a => a.download).join('\\n')"))
                    .containsExactly(id + ".csv", id + ".json");
        }
    }

    @Test
    void aFileOfAChartIsThatOfTheCommand() throws IOException {
        Path out = TAB.file("out");
        report("again", "conf/load/swiotlb-churn.conf", "--out", out.toString());
        TAB.open(TAB.file("again.html"), "");
        String link = "decodeURIComponent(document.querySelector('#chart-%s a').href.replace(/^[^,]*,/, ''))";
        for (String id : new String[] {"utilisation", "fault-spectrum", "lost"}) {
            assertThat(TAB.evaluate(link.formatted(id)))
                    .isEqualTo(Files.readString(out.resolve("charts/" + id + ".csv")));
        }
    }

    @Test
    void aChartTellsItsValuesToPointerAndKeys() throws IOException {
        TAB.open(page, "");
        String tip = "document.querySelector('#chart-fault-private .tip')";
        assertThat(TAB.evaluate(tip + ".hidden")).isEqualTo("true");
        TAB.act("document.querySelector('#chart-fault-private svg').focus()");
        TAB.press("ArrowRight");
        assertThat(TAB.evaluate(tip + ".textContent")).startsWith("from 0p50").contains("p99, highest");
        TAB.press("ArrowRight");
        assertThat(TAB.evaluate(tip + ".textContent")).matches("from [0-9.]+us.*");
        TAB.press("Escape");
        assertThat(TAB.evaluate(tip + ".hidden")).isEqualTo("true");
        TAB.act("(svg => { const box = svg.getBoundingClientRect(); svg.dispatchEvent(new PointerEvent("
                + "'pointermove', {clientX: box.left + box.width / 2, clientY: box.top + 20})); })"
                + "(document.querySelector('#chart-utilisation svg'))");
        assertThat(TAB.text("#chart-utilisation .tip")).contains("mmu_lock write", "vCPUs", "%");
    }

    @Test
    void theSlowestFaultsSayHowToLookAtThem() throws IOException {
        TAB.open(page, "");
        assertThat(TAB.count("#slowest .command")).isEqualTo(10);
        assertThat(TAB.text("#slowest .command"))
                .matches("./seamstress load conf/load/swiotlb-churn.conf --seed 1 .* --window [12]@\\d+ns\\+-\\d+ns"
                        + " --html slow.html");
    }

    @Test
    void aLinkOfASlowFaultOpensItsTimeline() throws IOException {
        Path out = TAB.file("linked");
        report("linked", "conf/load/swiotlb-churn.conf", "--out", out.toString());
        TAB.open(out.resolve("report.html"), "");
        assertThat(TAB.count("#slowest .command")).isEqualTo(10);
        String vcpu = TAB.text("#slowest td:nth-child(4)");
        String[] link = TAB.evaluate("document.querySelector('#slowest a').getAttribute('href')")
                .split("#");
        TAB.open(out.resolve(link[0]), "#" + link[1]);
        assertThat(TAB.text("body")).contains("Step " + link[1].replace("step=", "") + ": " + vcpu);
    }

    @Test
    void itFitsWindowsOfAllSizes() throws IOException {
        for (int width : new int[] {340, 560, 768, 1024, 1280, 2560}) {
            TAB.open(page, "", width, 900);
            assertThat(TAB.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as("beyond the edge at " + width)
                    .isEqualTo("0");
            assertThat(TAB.lines("[...document.querySelectorAll('svg text')].filter(each => { const box ="
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
        TAB.open(page, "");
        assertThat(TAB.evaluate("[...document.querySelectorAll('button, a, summary, svg[role]')].filter(each =>"
                        + " !(each.ariaLabel || each.textContent.trim())).length"))
                .isEqualTo("0");
        TreeSet<String> backgrounds = new TreeSet<>();
        for (String theme : new String[] {"system", "light", "dark"}) {
            assertThat(TAB.text("#theme-name")).isEqualTo("Theme: " + theme);
            assertThat(Contrast.tooLow(TAB, "ink quiet bad good accent", "paper panel", 4.5))
                    .as(theme)
                    .isEmpty();
            assertThat(Contrast.tooLow(TAB, "bad", "bad-paper", 4.5)).as(theme).isEmpty();
            assertThat(Contrast.tooLow(TAB, "good", "good-paper", 4.5))
                    .as(theme)
                    .isEmpty();
            assertThat(Contrast.tooLow(TAB, "c0 c3 c4 c5 r1 r2 r3", "paper", 3))
                    .as(theme)
                    .isEmpty();
            backgrounds.add(TAB.evaluate("getComputedStyle(document.body).backgroundColor"));
            TAB.click("#theme");
        }
        assertThat(backgrounds).hasSize(2);
    }

    @Test
    void itPrints() throws IOException {
        TAB.open(page, "");
        assertThat(TAB.call("Page.printToPDF", "printBackground", true).get("/result/data"))
                .hasSizeGreaterThan(40_000);
    }

    @Test
    void aSweepHasItsCurve() throws IOException {
        Path sweep = TAB.file("sweep.html");
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
        TAB.open(sweep, "");
        assertThat(charts().get(0)).isEqualTo("scaling");
        assertThat(TAB.count("#chart-scaling circle.filled")).isEqualTo(4);
        assertThat(TAB.count("#chart-scaling path.fitted")).isEqualTo(1);
        assertThat(TAB.text("#chart-scaling .note")).startsWith("Universal Scalability Law");
        assertThat(TAB.text("#card")).contains("vCPUs8");
        assertThat(TAB.text("#command")).contains(" --set 'td.vcpus=8'").doesNotContain("sweep");
        assertThat(Cli.run(line).err()).contains("the file exists");
    }

    @Test
    void eachOfSeveralTdsCanBeLookedAt() throws IOException {
        Path out = TAB.file("tds");
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
        TAB.open(out.resolve("report.html"), "");
        assertThat(TAB.text("#which-td")).isEqualTo("Charts over time show all 3 TDs togetherTD 0TD 1TD 2");
        assertThat(TAB.text("#chart-utilisation b")).isEqualTo("How busy what is, all TDs");
        String drawn = "[...document.querySelectorAll('#chart-utilisation path.lined')].map(path =>"
                + " path.getAttribute('d')).join()";
        String together = TAB.evaluate(drawn);
        assertThat(together).isNotEqualTo(shown("1", drawn));
        assertThat(TAB.text("#chart-utilisation b")).isEqualTo("How busy what is, TD 1");
        List<String> lines = Files.readAllLines(out.resolve("charts/utilisation-by-td.csv"));
        long rows = lines.stream().filter(line -> line.matches("\\d+,1,.*")).count();
        assertThat(rows).isBetween(16L, 32L);
        assertThat(TAB.evaluate("decodeURIComponent(document.querySelector('#chart-utilisation a').href)"
                        + ".trim().split('\\n').length"))
                .isEqualTo(Long.toString(rows + 1));
        assertThat(TAB.evaluate("document.querySelector('#chart-utilisation a').download"))
                .isEqualTo("utilisation-td-1.csv");
        assertThat(shown("", drawn)).isEqualTo(together);
        assertThat(TAB.count("#slowest .command")).isEqualTo(10);
        assertThat(TAB.text("#slowest tbody")).contains("TD 0, P", "TD 2, P").containsPattern("--window [12]/td[0-2]@");
        assertThat(TAB.evaluate("document.querySelector('#slow-how').hidden")).isEqualTo("false");
        String fault = TAB.text("#slowest td:nth-child(4)").split(", ")[1];
        String link = TAB.evaluate("document.querySelector('#slowest a').getAttribute('href')");
        TAB.open(out.resolve(link.split("#")[0]), "#" + link.split("#")[1]);
        assertThat(TAB.text("#step-title")).endsWith(": " + fault);
        TAB.open(page, "");
        assertThat(TAB.evaluate("document.querySelector('#which-td').hidden")).isEqualTo("true");
    }

    /** What an expression says after a TD was chosen. */
    private static String shown(String td, String expression) throws IOException {
        TAB.evaluate("(select => { select.value = '" + td + "'; select.dispatchEvent(new Event('change')); })"
                + "(document.querySelector('#td'))");
        return TAB.evaluate(expression);
    }

    @Test
    void nothingInAJobIsTakenForCode() throws IOException {
        Path job = TAB.file("a<img src=x onerror=hacked=1>&quot;.conf");
        String about = EVIL.replace("\"", "");
        Files.writeString(
                job,
                "about = \"\"\"" + about + "\"\"\"\n# " + EVIL + "\nlet { for = 1ms }\n"
                        + "td { vcpus = 1, memory = 4MiB }\n"
                        + "phases = [{ name = \"\"\"" + about
                        + "\"\"\", closed {}, do = accept, pages = sequential, for = ${let.for} }]\n");
        TAB.open(report("evil", job.toString()), "");
        assertThat(TAB.evaluate("typeof hacked")).isEqualTo("undefined");
        assertThat(TAB.count("img, iframe, object, body > script:not([type])")).isEqualTo(1);
        assertThat(TAB.text("h1")).isEqualTo("a<img src=x onerror=hacked=1>&quot;");
        assertThat(TAB.text("#about")).isEqualTo(about);
        assertThat(TAB.text("#job")).contains(EVIL);
        assertThat(TAB.text("#verdict")).isEqualTo("no assertions");
    }

    @Test
    void thePolicyLetsNothingElseRun() throws IOException {
        TAB.open(page, "");
        assertThat(TAB.evaluate("(() => { const script = document.createElement('script');"
                        + "script.textContent = 'hacked = 1'; document.body.append(script);"
                        + "return typeof hacked; })()"))
                .isEqualTo("undefined");
        assertThat(TAB.evaluate("fetch('data:,x').then(() => 'fetched', () => 'refused')"))
                .isEqualTo("refused");
        assertThat(TAB.complaints()).hasSizeGreaterThan(1).allMatch(each -> each.contains("Content Security Policy"));
        TAB.open(page, "");
    }
}
