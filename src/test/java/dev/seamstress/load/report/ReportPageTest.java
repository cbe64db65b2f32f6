package dev.seamstress.load.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.run.Jobs;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.stats.Usl;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Goal: a report says what the result says, in one file that runs its own script only. Method: a small job, as text.
 */
class ReportPageTest {
    private static final String EVIL =
            "</script><script>alert(1)</script><!--<script>\u2028 ${x} {script} {data} {style}";
    private static final LoadResult RESULT = Jobs.played(
            Jobs.of(
                    "td { vcpus = 4, memory = 2MiB, pool = 64KiB }",
                    "phases = [{ do = accept, closed {}, pages = sequential }",
                    "  { do = churn, closed { think = { exponential = 20us } }, unit = 16KiB, for = 3ms }]",
                    "background = [{ do = notify, size = 64KiB, every = 50us, arrivals = poisson }]",
                    "assert = [\"fault.private.p99 < 1us\", \"little.worst < 1%\"]",
                    "replications = 3"),
            1);

    private static Report report(Optional<Curve> scaling) {
        return new Report(RESULT, new Report.Origin("./seamstress load x.conf", EVIL, "1"), scaling);
    }

    private static Chart chart(String id) {
        return report(Optional.empty()).charts().stream()
                .filter(chart -> chart.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static String between(String page, String begin, String end) {
        int from = page.indexOf(begin) + begin.length();
        return page.substring(from, page.indexOf(end, from));
    }

    private static String hash(String text) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void locksAreShownWithTheirNumbers() {
        Chart.Row write = chart("locks").rows().stream()
                .filter(row -> row.text().equals("mmu_lock write"))
                .findFirst()
                .orElseThrow();
        String start = "lock.mmu_lock.write.";
        assertThat(write.values())
                .containsExactly(
                        RESULT.estimate(start + "wait.mean").mean(),
                        RESULT.estimate(start + "wait.p99").mean(),
                        RESULT.estimate(start + "hold.mean").mean(),
                        RESULT.estimate(start + "hold.p99").mean());
        double seconds = RESULT.estimate("run.time").mean() / 1e9;
        Table resources = new Tables(RESULT).resources();
        assertThat(cell(resources, "module: tree", "wanted a second"))
                .isEqualTo(Tables.count(RESULT.estimate("module.tree.count").mean() / seconds));
        assertThat(cell(resources, "mmu_lock write", "hold"))
                .isEqualTo(Metrics.text(start + "hold.mean", write.values()[2]));
        assertThat(cell(resources, "mmu_lock write", "contention"))
                .isEqualTo(Tables.percent(
                        RESULT.estimate("lock.mmu_lock.write.contention").mean()));
        assertThat(cell(resources, "mmu_lock write", "waiting"))
                .isEqualTo(Tables.count(
                        RESULT.estimate("lock.mmu_lock.queue.length").mean()));
    }

    private static String cell(Table table, String row, String column) {
        return table.rows().stream()
                .filter(cells -> cells.get(0).equals(row))
                .map(cells -> cells.get(table.columns().indexOf(column)))
                .findFirst()
                .orElseThrow();
    }

    /** A replication that is over has no part in what is shown of the time after it. */
    @Test
    void aLineIsTheMeanOfThoseReplicationsThatLastSoLong() {
        LoadResult uneven = Jobs.played(
                Jobs.of(
                        "td { vcpus = 1, memory = 64KiB }",
                        "phases = [{ do = accept, closed { think = { exponential = 50us } }, pages = sequential }]",
                        "replications = 3"),
                1);
        OverTime time = new OverTime(uneven);
        List<Chart.Row> rows = time.levels(
                        "x", "x", "x", Chart.Unit.SHARE, List.of(new OverTime.Line("actor.vcpu.busy", "busy", 1)))
                .rows();
        List<double[]> runs = uneven.runs().stream()
                .flatMap(run -> run.recorded().series().stream())
                .filter(series -> series.name().equals("actor.vcpu.busy"))
                .map(series -> series.values(time.width()))
                .toList();
        assertThat(runs.stream().map(run -> run.length).distinct().count()).isGreaterThan(1);
        assertThat(rows).hasSize(runs.stream().mapToInt(run -> run.length).max().orElseThrow());
        for (int i = 0; i < rows.size(); i++) {
            int window = i;
            double mean = runs.stream()
                    .filter(run -> window < run.length)
                    .mapToDouble(run -> run[window])
                    .average()
                    .orElseThrow();
            assertThat(rows.get(i).values()[0]).isCloseTo(mean, within(1e-12));
        }
    }

    /** Of one replication the mean of a line over time is the number of the whole. */
    @Test
    void aLineIsOnAverageTheNumberOfItsName() {
        LoadResult one = Jobs.played(
                Jobs.of(
                        "td { vcpus = 4, memory = 2MiB, pool = 64KiB }",
                        "phases = [{ do = accept, closed {}, pages = sequential }",
                        "  { do = churn, closed { think = { exponential = 20us } }, unit = 16KiB, for = 3ms }]",
                        "background = [{ do = notify, size = 64KiB, every = 20us }]",
                        "destroy = live",
                        "warmup = 1ms",
                        "replications = 1"),
                1);
        Chart chart = new Report(one, new Report.Origin("x", "", "1"), Optional.empty())
                .charts().stream()
                        .filter(each -> each.id().equals("utilisation"))
                        .findFirst()
                        .orElseThrow();
        Map<String, String> metrics = Map.of(
                "mmu_lock read", "lock.mmu_lock.read.utilisation",
                "mmu_lock write", "lock.mmu_lock.write.utilisation",
                "word of mmu_lock", "actor.mmu.utilisation",
                "slots_lock", "lock.slots_lock.write.utilisation",
                "module's tree lock", "module.tree.utilisation",
                "module's entry locks", "module.entry.utilisation",
                "vCPUs", "actor.vcpu.utilisation",
                "threads of the host", "actor.host.utilisation");
        assertThat(chart.columns().subList(1, chart.columns().size()))
                .containsExactlyInAnyOrderElementsOf(metrics.keySet());
        double span = one.estimate("run.time").mean();
        double width = chart.rows().get(1).place() - chart.rows().get(0).place();
        for (int column = 1; column < chart.columns().size(); column++) {
            double area = 0;
            for (int row = 0; row < chart.rows().size(); row++) {
                area += chart.rows().get(row).values()[column - 1] * Math.min(width, span - row * width);
            }
            String name = chart.columns().get(column);
            assertThat(area / span)
                    .as(name)
                    .isCloseTo(one.estimate(metrics.get(name)).mean(), within(1e-3));
        }
        assertThat(chart.rows().get(0).place()).isCloseTo(1e6, within(2e4));
    }

    /** A guest that faults at nothing has no p99 of faults, and loses nothing to anybody. */
    @Test
    void whatThereWasNoneOfIsNoneAndNotZero() throws IOException {
        LoadResult idle = Jobs.played(
                Jobs.of(
                        "td { vcpus = 1, memory = 64KiB }",
                        "phases = [{ do = accept, closed {}, pages = sequential }",
                        "  { do = touch, closed {}, pages = uniform, for = 2ms }]",
                        "warmup = 1ms",
                        "replications = 2"),
                1);
        String json = new Report(idle, new Report.Origin("x", "", "1"), Optional.empty()).json(List.of());
        assertThat(json)
                .contains("[\"private fault, p50\",\"none\"]", "[\"private fault, p99\",\"none\"]")
                .contains("next to nothing of busy time is lost to other threads");
        String seen = report(Optional.empty()).json(List.of());
        assertThat(seen).containsPattern("\\[\"private fault, p99\",\"[0-9.]+us \u00b1 [0-9.]+[nu]s\"\\]");
    }

    @Test
    void thePolicyNamesTheScriptAndTheStyleAndNothingElse() throws Exception {
        String page = ReportPage.of(report(Optional.empty()));
        assertThat(between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\""))
                .isEqualTo("default-src 'none'; script-src 'sha256-" + hash(between(page, "<script>", "</script>"))
                        + "'; style-src 'sha256-" + hash(between(page, "<style>", "</style>"))
                        + "'; base-uri 'none'; form-action 'none'");
        assertThat(page).doesNotContain("http://www.w3.org/1999", "src=", "@import", "url(");
    }

    @Test
    void noTextEndsTheElementThatItStandsIn() throws IOException {
        String page = ReportPage.of(report(Optional.empty()));
        assertThat(page.split("</script>", -1)).hasSize(3);
        assertThat(page).contains("\\u003c/script>\\u003cscript>alert(1)").contains("{data} {style}");
    }

    @Test
    void chartsAddUpToTheNumbersOfTheResult() {
        double seconds = RESULT.estimate("run.time").mean() / 1e9;
        double faults = chart("fault-rates").rows().stream()
                        .mapToDouble(row -> Arrays.stream(row.values()).sum())
                        .average()
                        .orElseThrow()
                * seconds;
        assertThat(faults).isCloseTo(RESULT.estimate("fault.count").mean(), within(0.1 * faults));
        for (Chart.Row row : chart("fault-bins").rows()) {
            assertThat(row.values()).hasSize(chart("fault-bins").columns().size() - 1);
        }
        double all = chart("fault-bins").rows().stream()
                .mapToDouble(row -> row.values()[0])
                .sum();
        assertThat(all).isCloseTo(1, within(1e-9));
        double parts =
                Arrays.stream(chart("fault-parts").rows().get(0).values()).sum();
        assertThat(parts).isCloseTo(RESULT.estimate("fault.private.mean").mean(), within(1.0));
        Chart queues = chart("queues");
        int column = queues.columns().indexOf("wait for mmu_lock") - 1;
        double length = queues.rows().stream()
                .mapToDouble(row -> row.values()[column])
                .average()
                .orElseThrow();
        assertThat(length)
                .isCloseTo(RESULT.estimate("lock.mmu_lock.queue.length").mean(), within(0.15 * length));
    }

    /** The last window is shorter than the others, as a rule; what happens in it is divided by its own length. */
    @Test
    void ratesTimesWindowsAreCounts() {
        LoadResult one = Jobs.played(
                Jobs.of(
                        "td { vcpus = 1, memory = 2MiB }",
                        "phases = [{ do = accept, closed {}, pages = sequential }]",
                        "replications = 1"),
                1);
        Chart rates = new Report(one, new Report.Origin("x", "", "1"), Optional.empty())
                .charts().stream()
                        .filter(chart -> chart.id().equals("fault-rates"))
                        .findFirst()
                        .orElseThrow();
        double width = rates.rows().get(1).place();
        double span = one.estimate("run.time").mean();
        assertThat(span % width).isNotZero();
        double sum = 0;
        for (Chart.Row row : rates.rows()) {
            sum += row.values()[0] * Math.min(width, span - row.place()) / 1e9;
        }
        assertThat(sum).isCloseTo(512, within(0.01));
    }

    @Test
    void chartsAreFilesToo() throws IOException {
        for (Chart chart : report(Optional.empty()).charts()) {
            List<String> lines = chart.csv().lines().toList();
            assertThat(lines).as(chart.id()).hasSize(chart.rows().size() + 1);
            assertThat(chart.id()).matches("[a-z-]+");
            assertThat(chart.json()).startsWith("{\"id\":\"" + chart.id()).endsWith("]]}\n");
            for (Chart.Row row : chart.rows()) {
                assertThat(row.values()).as(chart.id()).hasSize(chart.columns().size() - 1);
            }
        }
    }

    @Test
    void numbersAndTextsOfACsvCanBeReadByOthers() {
        Chart chart = new Chart(
                "x",
                "",
                "",
                Chart.Form.BARS,
                Chart.Unit.NS,
                List.of("a, ns", "b"),
                List.of(Chart.row("say \"x\", y", 0.000123456789), Chart.row("z", 1e-9)));
        assertThat(chart.csv()).isEqualTo("\"a, ns\",b\n\"say \"\"x\"\", y\",0.000123457\nz,0\n");
    }

    @Test
    void theSlowestFaultsCanBePlayedAgain() throws IOException {
        double max = RESULT.runs().stream()
                .mapToDouble(run -> run.recorded().slowest().get(0).ns())
                .max()
                .orElseThrow();
        List<SlowFaults.Placed> slowest = SlowFaults.of(RESULT);
        assertThat(slowest).hasSize(10);
        assertThat((double) slowest.get(0).fault().ns()).isEqualTo(max);
        assertThat(max)
                .isGreaterThanOrEqualTo(RESULT.estimate("fault.private.max").mean());
        assertThat(ReportPage.of(report(Optional.empty())))
                .contains("./seamstress load x.conf --window " + slowest.get(0).window() + " --html slow.html");
    }

    @Test
    void aSweepIsACurve() throws IOException {
        Curve scaling = new Curve(
                "td.vcpus",
                "fault.rate",
                "a law",
                Optional.of(new Usl(100, 0.5, 0.25, 1, 0)),
                List.of(new Curve.Point(1, 100, 2, 101), new Curve.Point(2, 190, 3, Double.NaN)));
        Chart first = report(Optional.of(scaling)).charts().get(0);
        assertThat(first.csv())
                .isEqualTo("td.vcpus,fault.rate,half width of 95 % interval,fitted\n1,100,2,101\n2,190,3,\n");
        assertThat(first.unit()).isEqualTo(Chart.Unit.RATE);
        assertThat(ReportPage.of(report(Optional.of(scaling))))
                .contains("\"law\":{\"lambda\":100.0,\"sigma\":0.5,\"kappa\":0.25}");
    }

    @Test
    void assertionsAreToldInTheirUnits() throws IOException {
        assertThat(ReportPage.of(report(Optional.empty())))
                .contains("\"text\":\"fault.private.p99 \\u003c 1us\",\"value\":\"")
                .containsPattern("\"value\":\"[0-9.]+us\",\"holds\":false");
        assertThat(Metrics.text("lost.kick", 0.125)).isEqualTo("12.50%");
        assertThat(Metrics.text("lock.mmu_lock.read.contention", 0.5)).isEqualTo("50.00%");
        assertThat(Metrics.text("fault.rate", 1234.5)).isEqualTo("1,235");
    }
}
