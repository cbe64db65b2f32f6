package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goal: load jobs are played from the command line, and every shipped one meets its assertions. Method: commands. */
class LoadCommandTest {
    private static final String SMALL = "conf/load/swiotlb-churn.conf";
    private static final String[] SHORT = {"--set", "td.memory=2MiB", "--set", "let.for=5ms"};

    @TempDir
    private Path directory;

    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("conf/load"))) {
            return files.sorted().toList();
        }
    }

    private static Cli small(String... more) {
        String[] start = {"load", SMALL};
        return Cli.run(Stream.of(start, SHORT, more).flatMap(Stream::of).toArray(String[]::new));
    }

    /** Shipped jobs that take more than seconds, and what makes them less. */
    private static final Map<String, List<String>> LESS = new TreeMap<>(Map.of(
            "accept-stress", List.of("let.memory=32MiB", "let.pages=8192"),
            "boot-eager", List.of("let.memory=64MiB", "let.pages=16384"),
            "boot-lazy", List.of("let.memory=64MiB", "let.pages=16384", "let.for=300ms"),
            "boot-storm-64", List.of("let.memory=128MiB", "let.pages=32768"),
            "boot-storm-576", List.of("let.memory=36MiB", "let.pages=9216"),
            "many-tds", List.of("let.memory=2MiB", "let.pages=4096"),
            "notifier-storm", List.of("let.memory=128MiB"),
            "slot-churn", List.of("let.slot=1MiB", "let.every=20ms", "let.for=300ms"),
            "td-destroy-live", List.of("let.memory=32MiB", "let.pages=8192"),
            "td-destroy-reclaim", List.of("let.memory=32MiB", "let.pages=8192")));

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedJobsMeetTheirAssertions(Path job) {
        List<String> args = new ArrayList<>(List.of("load", job.toString(), "--replications", "1"));
        String name = job.getFileName().toString().replace(".conf", "");
        LESS.getOrDefault(name, List.of()).forEach(set -> args.addAll(List.of("--set", set)));
        Cli cli = Cli.run(args.toArray(String[]::new));
        assertThat(cli.out())
                .contains("\nmet     little.worst < 1%", "Little's law holds")
                .doesNotContain("NOT MET");
        assertThat(cli.code()).as(cli.err()).isZero();
    }

    @Test
    void textAndJsonSayTheSameTwice() throws IOException {
        Cli json = small("--json", "--replications", "2");
        assertThat(json.code()).isZero();
        assertThat(small("--json", "--replications", "2").out()).isEqualTo(json.out());
        assertThat(small("--json", "--replications", "2", "--seed", "2").out()).isNotEqualTo(json.out());
        Map<String, Object> object = json.onlyObject();
        assertThat(object).containsEntry("model", "kvm-6.19").containsEntry("replications", 2L);
        assertThat((List<?>) object.get("costs")).hasSizeGreaterThan(30);
        Cli text = small("--replications", "2");
        assertThat(text.out()).startsWith("swiotlb-churn: kvm-6.19, 8 vCPUs, 2MiB; 2 replications, seed 1\n");
        Map<?, ?> metrics = (Map<?, ?>) object.get("metrics");
        Object count = ((Map<?, ?>) metrics.get("op.accept.count")).get("mean");
        assertThat(text.out())
                .containsPattern("accept +"
                        + String.format("%,.1f", ((Number) count).doubleValue()).replace(".0", ""));
    }

    @Test
    void filesAreWritten() throws IOException {
        Path out = directory.resolve("a");
        Cli cli = small("--out", out.toString(), "--replications", "2", "--json");
        assertThat(cli.code()).isZero();
        assertThat(Files.readString(out.resolve("result.json"))).isEqualTo(cli.out());
        List<String> metrics = Files.readAllLines(out.resolve("metrics.csv"));
        assertThat(metrics.get(0)).isEqualTo("metric,mean,half_width_95,replication_1,replication_2");
        assertThat(metrics).anyMatch(line -> line.startsWith("fault.private.p99,"));
        List<String> percentiles = Files.readAllLines(out.resolve("percentiles.csv"));
        assertThat(percentiles).anyMatch(line -> line.startsWith("fault.private,50.000000,"));
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "charts", "metrics.csv", "percentiles.csv", "report.html", "result.json", "windows");
        }
        assertThat(Files.readString(out.resolve("charts/lost.csv"))).startsWith("what,share of busy time\n");
        assertThat(Files.readString(out.resolve("charts/fault-spectrum.json")))
                .startsWith("{\"id\":\"fault-spectrum\"");
    }

    /** The two differ in when each replication is played, and in nothing else. */
    @Test
    void bytesDoNotDependOnHowManyArePlayedAtOnce() throws IOException {
        String[] names = {"result.json", "metrics.csv", "percentiles.csv"};
        for (String workers : new String[] {"1", "3"}) {
            small("--out", directory.resolve(workers).toString(), "--replications", "4", "--workers", workers);
        }
        for (String name : names) {
            assertThat(directory.resolve("3").resolve(name))
                    .hasSameBinaryContentAs(directory.resolve("1").resolve(name));
        }
        assertThat(small("--workers", "0").code()).isEqualTo(64);
    }

    @Test
    void resultsAreReplacedOnlyIfThatIsWanted() throws IOException {
        String out = directory.resolve("results").toString();
        assertThat(small("--out", out).code()).isZero();
        String before = Files.readString(directory.resolve("results/result.json"));
        Cli again = small("--out", out, "--seed", "2");
        assertThat(again.code()).isEqualTo(64);
        assertThat(again.err()).contains("results has the results of a run; --force replaces them");
        assertThat(directory.resolve("results/result.json")).hasContent(before);
        assertThat(small("--out", out, "--seed", "2", "--force").code()).isZero();
        assertThat(Files.readString(directory.resolve("results/result.json"))).isNotEqualTo(before);
        Path charts = directory.resolve("results/charts");
        Path mine = Files.writeString(charts.resolve("my-own.csv"), "mine");
        Path stale = Files.writeString(charts.resolve("stale.csv"), "of an earlier result");
        Files.writeString(charts.resolve("list.txt"), Files.readString(charts.resolve("list.txt")) + "stale.csv\n");
        assertThat(small("--out", out, "--force").code()).isZero();
        assertThat(stale).doesNotExist();
        assertThat(mine).hasContent("mine");
        Path windows = directory.resolve("results/windows");
        Path notes = Files.writeString(windows.resolve("notes.html"), "mine");
        assertThat(windows.resolve("slow-1.html")).exists();
        assertThat(small("--out", out, "--force", "--windows", "0").code()).isZero();
        assertThat(windows).isDirectoryContaining(notes::equals).isDirectoryNotContaining(each -> !each.equals(notes));
        assertThat(directory.resolve("results/report.html")).content().doesNotContain("windows/");
        Files.delete(notes);
        assertThat(small("--out", out, "--force", "--windows", "1").code()).isZero();
        assertThat(windows.resolve("list.txt")).hasContent("slow-1.html\n");
        assertThat(small("--out", out, "--force", "--windows", "0").code()).isZero();
        assertThat(windows).doesNotExist();
        assertThat(charts.resolve("list.txt")).content().contains("lost.csv\n").doesNotContain("stale");
        Files.writeString(Files.createDirectory(directory.resolve("mine")).resolve("notes.txt"), "mine");
        Cli other = small("--out", directory.resolve("mine").toString());
        assertThat(other.code()).isEqualTo(64);
        assertThat(other.err()).contains("mine has other files, such as notes.txt; --force writes beside them");
        assertThat(small("--out", directory.resolve("mine/notes.txt").toString())
                        .err())
                .contains("is no directory");
    }

    /** The job takes minutes, and nothing of it could be kept. */
    @Test
    @Timeout(20)
    void aDirectoryThatCannotBeIsRefusedBeforeTheJobIsPlayed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Path below = file.resolve("results");
        Cli cli = Cli.run("load", "conf/load/boot-storm-576.conf", "--out", below.toString());
        assertThat(cli.code()).isEqualTo(64);
        assertThat(cli.err()).contains(below + " is no directory, as " + file + " is a file");
    }

    /** In its whole length vCPUs meet a zap that keeps them out of the guest, and try to enter again and again. */
    @Test
    @Timeout(120)
    void whoTriesAgainAndAgainTakesTime() {
        Cli cli = Cli.run("load", "conf/load/slot-churn.conf", "--replications", "1");
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out()).containsPattern("\n {2}delete_slot +19 ");
    }

    @Test
    void severalTdsAreToldOfAndAreNotLive() {
        String[] tds = {"load", "conf/load/many-tds.conf", "--replications", "1", "--set", "let.memory=1MiB"};
        assertThat(Cli.run(Stream.concat(Stream.of(tds), Stream.of("--set", "let.pages=2048"))
                                .toArray(String[]::new))
                        .out())
                .startsWith("many-tds: kvm-6.19, 8 TDs of 2 vCPUs, 1MiB; 1 replication")
                .containsPattern("\n {2}tdx_lock write +[0-9]");
        Cli live = Cli.run("load", "conf/load/many-tds.conf", "--live");
        assertThat(live.code()).isEqualTo(65);
        assertThat(live.err()).contains("conf/load/many-tds.conf: error: a live run has one TD");
    }

    @Test
    void whatIsNotMetEndsWithOne() {
        String assertions = "assert=[\"fault.private.p99 < 1us\", \"lost.mmu_lock_write > 1%\"]";
        Cli cli = small("--replications", "1", "--set", assertions);
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out())
                .contains("NOT MET fault.private.p99 < 1us")
                .containsPattern("met +lost.mmu_lock_write > 1% +is [0-9]{1,2}\\.[0-9]{2}%");
    }

    /** A bound on how long things took says nothing where none took any time. */
    @Test
    void whatIsSaidOfTimesOfNothingIsNotMet() {
        String none = "assert=[\"op.prefault.p99 < 1us\", \"destroy.key.mean < 1us\", \"op.prefault.count = 0\"]";
        Cli cli = small("--replications", "1", "--set", none);
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out())
                .containsPattern("NOT MET op.prefault.p99 < 1us +is nothing: there was none")
                .containsPattern("NOT MET destroy.key.mean < 1us +is nothing: there was none")
                .containsPattern("met +op.prefault.count = 0 +is 0");
        assertThat(small("--replications", "1", "--set", none, "--json").out())
                .contains("{\"text\":\"op.prefault.p99 < 1us\",\"holds\":false}")
                .contains("{\"text\":\"op.prefault.count = 0\",\"value\":0,\"holds\":true}");
    }

    @Test
    void metricsAreListed() {
        Cli cli = Cli.run("load", "--metrics");
        assertThat(cli.code()).isZero();
        assertThat(cli.out().lines())
                .contains("busy.share", "fault.private.p99", "lock.mmu_lock.read.wait.p99")
                .isSorted();
    }

    @Test
    void errorsAreTold() throws IOException {
        assertThat(Cli.run("load").code()).isEqualTo(64);
        assertThat(Cli.run("load", SMALL, "--replications", "0").code()).isEqualTo(64);
        assertThat(small("--windows", "3").err()).contains("--windows is a number from 0 to 10, and goes with --out");
        assertThat(small("--out", directory.resolve("x").toString(), "--windows", "11")
                        .code())
                .isEqualTo(64);
        Cli none = Cli.run("load", directory.resolve("none.conf").toString());
        assertThat(none.code()).isEqualTo(65);
        assertThat(none.err()).contains("there is no such file");
        String bad = Cli.write(directory.resolve("bad.conf"), "td { vcpus = 1 }\n");
        Cli wrong = Cli.run("load", bad);
        assertThat(wrong.code()).isEqualTo(65);
        assertThat(wrong.err()).contains("bad.conf:1:1: error: expected `td.memory`", "errors\n");
        assertThat(wrong.out()).isEmpty();
        assertThat(Cli.run("load", SMALL, "--model", "kvm-6.12").code()).isEqualTo(65);
        assertThat(Cli.run("load", directory.toString()).code()).isEqualTo(65);
    }
}
