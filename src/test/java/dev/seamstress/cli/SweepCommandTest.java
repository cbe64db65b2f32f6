package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Goal: a sweep plays a job at each point and finds how it scales.
 *
 * <p>Method: a job whose throughput is known: one vCPU after the other has the lock's word, for as long as it has
 * everything else.
 */
class SweepCommandTest {
    private static final String[] JOB = {
        "td { vcpus = 1, memory = 8MiB }",
        "phases = [{ do = accept, closed {}, pages = sequential }]",
        "costs { guest.access = 0ns, tdx { exit = 0ns, flush = 0ns }, lock.word = 1us",
        "  kernel { exit = 0ns, fault = 0ns, walk = 0ns }",
        "  module { page-aug = 0ns, sept-add = 0ns, vp-enter = 0ns, accept = 98us, early-fail = 0ns } }",
        "replications = 2"
    };

    @TempDir
    private Path directory;

    private String job;

    @BeforeEach
    void writeJob() throws IOException {
        job = Cli.write(directory.resolve("law.conf"), String.join("\n", JOB));
    }

    private Cli sweep(String... more) {
        return Cli.run(Stream.concat(Stream.of("sweep", job), Stream.of(more)).toArray(String[]::new));
    }

    /** It may be a pipe, and all points are of the same job if somebody writes another one meanwhile. */
    @Test
    void aJobIsReadOnce() throws IOException {
        LoadRuns runs = new LoadRuns(new CommandLine(new SweepCommand()));
        byte[] content = runs.content(job).orElseThrow();
        Files.delete(Path.of(job));
        assertThat(runs.content(job)).contains(content);
        assertThat(runs.read(job, List.of("td.vcpus=2"))).isPresent();
    }

    /** A cycle is 98 us, and twice 1 us of the lock's word, for which there is a queue once 50 of them want it. */
    @Test
    void throughputGrowsUntilTheLockIsFull() throws IOException {
        Cli cli = sweep("--over", "td.vcpus=1,2,4,8,...,128", "--json");
        assertThat(cli.code()).as(cli.err()).isZero();
        Map<String, Object> sweep = cli.onlyObject();
        List<?> points = (List<?>) sweep.get("points");
        assertThat(points).hasSize(8);
        assertThat(rate(points.get(0))).isCloseTo(10_000, within(100.0));
        assertThat(rate(points.get(3))).isCloseTo(80_000, within(1000.0));
        assertThat(rate(points.get(7))).isCloseTo(500_000, within(50_000.0));
        Map<?, ?> scaling = (Map<?, ?>) sweep.get("scaling");
        assertThat(number(scaling, "lambda")).isCloseTo(10_000, within(1000.0));
        assertThat(number(scaling, "sigma")).isBetween(0.0, 0.02);
        assertThat(scaling.get("metric")).isEqualTo("fault.rate");
    }

    private static double number(Map<?, ?> object, String name) {
        Object value = object.get(name);
        return value instanceof Number number ? number.doubleValue() : Double.parseDouble(value.toString());
    }

    private static double rate(Object point) {
        Map<?, ?> metrics = (Map<?, ?>) ((Map<?, ?>) point).get("metrics");
        return number((Map<?, ?>) metrics.get("fault.rate"), "mean");
    }

    @Test
    void theTableHasALineForEachPointAndTheLawIsTold() {
        Cli cli = sweep("--over", "td.vcpus=1,2,4,8", "--metric", "op.accept.p50", "--metric", "busy.share");
        assertThat(cli.code()).isZero();
        assertThat(cli.out().lines())
                .contains("law: kvm-6.19; 2 replications a point, seed 1")
                .anyMatch(line -> line.matches("td.vcpus +op.accept.p50 +busy.share"))
                .anyMatch(line -> line.matches("8 +101us ± \\d+ns +0.00% ± 0.00%"))
                .anyMatch(line -> line.matches("  sigma .*contention.*"))
                .anyMatch(line -> line.matches("  lambda  [\\d.e+]+, each [\\d.e+]+ ± [\\d.e+]+ +of one alone"))
                .anyMatch(line -> line.startsWith("  each: the mean of what each replication's own curve has"));
        assertThat(sweep("--over", "td.vcpus=1,2,4,8").out())
                .isEqualTo(sweep("--over", "td.vcpus=1,2,4,8").out());
    }

    /** An interval of nothing would say that it is known to be so. */
    @Test
    void aParameterThatIsNothingInAllHasNoInterval() {
        assertThat(sweep("--over", "td.vcpus=1,2,4,8,...,128").out().lines())
                .anyMatch(line -> line.startsWith("  sigma   0 (it is never less) "));
    }

    @Test
    void oneReplicationIsOne() {
        assertThat(sweep("--over", "td.vcpus=1,2", "--replications", "1").out())
                .startsWith("law: kvm-6.19; 1 replication a point, seed 1");
    }

    @Test
    void whereThereIsNoLawItSaysWhy() {
        assertThat(sweep("--over", "td.vcpus=1,2,4").out()).contains("no scalability law: it has 3 parameters");
        assertThat(sweep("--over", "costs.lock.word=1us,2us,3us,4us").out())
                .contains("no scalability law: it is for numbers");
        assertThat(sweep("--over", "td.vcpus=1,2,3,4", "--scales", "op.notify.rate")
                        .out())
                .contains("no scalability law: op.notify.rate is 0 at a point");
    }

    @Test
    void filesAreWritten() throws IOException {
        Path out = directory.resolve("out");
        Cli cli = sweep("--over", "td.vcpus=1,2,3,4", "--json", "--out", out.toString());
        assertThat(Files.readString(out.resolve("sweep.json"))).isEqualTo(cli.out());
        List<String> csv = Files.readAllLines(out.resolve("sweep.csv"));
        assertThat(csv.get(0)).isEqualTo("td.vcpus,metric,mean,half_width_95,replications,law");
        assertThat(csv).filteredOn(line -> line.contains(",fault.rate,")).hasSize(4);
        Cli again = sweep("--over", "td.vcpus=1,2", "--out", out.toString());
        assertThat(again.code()).isEqualTo(64);
        assertThat(again.err()).contains("has the results of a run; --force replaces them");
        assertThat(sweep("--over", "td.vcpus=1,2", "--out", out.toString(), "--force")
                        .code())
                .isZero();
        assertThat(csv).anyMatch(line -> line.matches("4,fault.rate,[\\d.]+,[\\d.E-]+,2,[\\d.]+"));
    }

    @Test
    void whatIsNotMetAtAPointEndsWithOne() {
        Cli cli = sweep("--over", "td.vcpus=1,2", "--set", "assert=[\"fault.rate < 15k/s\"]");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out())
                .contains("NOT MET at td.vcpus=2: fault.rate < 15k/s, is ")
                .doesNotContain("vcpus=1:");
    }

    /** All points are looked at before any is played. */
    @Test
    void errorsAreTold() {
        assertThat(sweep().code()).isEqualTo(64);
        assertThat(sweep("--over", "td.vcpus").code()).isEqualTo(64);
        assertThat(sweep("--over", "td.vcpus=1,...,4").err()).contains("dots stand between whole numbers");
        Cli metric = sweep("--over", "td.vcpus=1,2", "--metric", "fault.private.p98");
        assertThat(metric.code()).isEqualTo(64);
        assertThat(metric.err()).contains("did you mean 'fault.private.p9");
        Cli scales = sweep("--over", "td.vcpus=1,2", "--scales", "fault.private.p99");
        assertThat(scales.code()).isEqualTo(64);
        assertThat(scales.err()).contains("--scales fault.private.p99: it is no rate");
        Cli point = sweep("--over", "td.vcpus=1,2,0");
        assertThat(point.code()).isEqualTo(65);
        assertThat(point.err()).contains("`td.vcpus` cannot be 0").doesNotContain("at their end");
        assertThat(point.out()).isEmpty();
    }
}
