package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.run.Jobs;
import dev.seamstress.trace.log.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a slow fault of a report can be looked at: its window is played again, and the fault is in it, as long as it
 * was. Method: commands, as the report tells them.
 */
class LoadWindowTest {
    private static final String[] JOB = {
        "load", "conf/load/swiotlb-churn.conf", "--set", "td.memory=2MiB", "--set", "let.for=5ms", "--seed", "7"
    };

    private static final Job SMALL =
            Jobs.of("td { vcpus = 2, memory = 2MiB }", "phases = [{ do = accept, closed {}, pages = sequential }]");

    @TempDir
    private Path directory;

    private static Cli run(String... more) {
        return Cli.run(Stream.of(JOB, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private String slowest() throws IOException {
        Path page = directory.resolve("report.html");
        Cli cli = run("--replications", "2", "--html", page.toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        return Files.readString(page);
    }

    private static Matcher found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher;
    }

    @Test
    void theFaultIsInItsWindow() throws IOException {
        Matcher slow = found(
                "\"took\":\"([0-9.]+)us\",\"vcpu\":\"P(\\d+)\",\"gpa\":\"0x([0-9a-f]+)\".*?--window (\\S+)", slowest());
        Path log = directory.resolve("w.jsonl");
        Path page = directory.resolve("w.html");
        Cli cli = run("--window", slow.group(4), "--log", log.toString(), "--html", page.toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        List<String> lines = Files.readAllLines(log);
        String vcpu = "\"actor\":" + slow.group(2) + ",";
        int exit = first(lines, vcpu, "\"event\":\"kvm_page_fault\"", "\"address\":\"0x" + slow.group(3) + "\"");
        int entry =
                exit + first(lines.subList(exit, lines.size()), "\"to\":" + slow.group(2) + ",", "\"text\":\"entered");
        double took = (step(lines.get(entry)) - step(lines.get(exit))) / 1000.0;
        double said = Double.parseDouble(slow.group(1));
        assertThat(took).as("the fault, but for the exit").isBetween(said - 15, said + 1);
        assertThat(lines.get(0)).contains("\"driver\":\"load\"", "\"ns_per_step\":1,", "seed 7, replication");
        assertThat(Files.readString(page)).contains("kvm_page_fault");
        assertThat(Cli.run("stats", log.toString()).code()).isZero();
    }

    /** The link leads to the step in which KVM is told of the fault; the page has what the command writes. */
    @Test
    void theReportBesideItsTimelinesLinksToThem() throws IOException {
        Path out = directory.resolve("out");
        Cli cli = run("--replications", "2", "--out", out.toString(), "--html", directory + "/alone.html");
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.err()).contains("swiotlb-churn: playing ", " once more, for timelines of the slowest faults");
        assertThat(Files.readString(directory.resolve("alone.html"))).doesNotContain("windows/");
        String report = Files.readString(out.resolve("report.html"));
        Matcher link = Pattern.compile("\"page\":\"(windows/slow-[123]\\.html)#step=(\\d+)\",\"which\":\"\\w+\","
                        + "\"took\":\"[^\"]+\",\"vcpu\":\"P(\\d+)\",\"gpa\":\"(0x\\w+)\".*?--window (\\S+)")
                .matcher(report);
        int links = 0;
        TreeSet<String> seen = new TreeSet<>();
        while (link.find()) {
            links++;
            String page = Files.readString(out.resolve(link.group(1)));
            assertThat(page)
                    .containsPattern("\"step\":" + link.group(2) + ",\"actor\":" + link.group(3)
                            + ",\"event\":\"kvm_page_fault\".*\"address\":\"" + link.group(4) + "\"");
            if (seen.add(link.group(1))) {
                Path again = directory.resolve("again.html");
                run("--replications", "2", "--window", link.group(5), "--html", again.toString(), "--force");
                assertThat(again).hasContent(page);
            }
        }
        assertThat(links).isBetween(3, 10);
        assertThat(out.resolve("windows").toFile().list()).hasSizeBetween(2, 4);
    }

    /** Such faults are where an operation of the host holds everybody up for long. */
    @Test
    void aFaultThatIsLongerThanAWindowCanBeHasItsBeginning() throws IOException {
        Path job = directory.resolve("slow.conf");
        Files.writeString(
                job,
                "td { vcpus = 1, memory = 64KiB }, phases = [{ do = accept, closed {} }], replications = 1\n"
                        + "costs.kernel.fault = 3s");
        Path out = directory.resolve("out");
        Cli cli = Cli.run("load", job.toString(), "--out", out.toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        String report = Files.readString(out.resolve("report.html"));
        Matcher link = found("\"page\":\"(windows/slow-1.html)#step=(\\d+)\".*?--window (\\S+)", report);
        Path again = directory.resolve("again.html");
        cli = Cli.run("load", job.toString(), "--seed", "1", "--window", link.group(3), "--html", again.toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(again).hasContent(Files.readString(out.resolve(link.group(1))));
        assertThat(Files.readString(again))
                .contains("\"step\":" + link.group(2) + ",\"actor\":0,\"event\":\"kvm_page_f");
    }

    /** A page has room for so many entries; what does not fit is counted, and not kept. */
    @Test
    void aLargeWindowIsCutAndSaysSo() throws IOException {
        LoadWindowLog.Window window = LoadWindowLog.Window.of("1@1ms+-100us").orElseThrow();
        List<LogEntry> cut = new ArrayList<>();
        List<LogEntry> whole = new ArrayList<>();
        LoadWindowLog few = new LoadWindowLog(SMALL, 1, window, "", 200);
        LoadWindowLog all = new LoadWindowLog(SMALL, 1, window, "", Integer.MAX_VALUE);
        LoadWindowLog.play(List.of(few, all), () -> false);
        few.tell(cut::add);
        all.tell(whole::add);
        assertThat(few.steps()).isEqualTo(all.steps());
        LogEntry.End end = (LogEntry.End) cut.get(cut.size() - 1);
        List<LogEntry> kept = deliveries(cut);
        assertThat(kept).hasSizeBetween(20, 200).isEqualTo(deliveries(whole).subList(0, kept.size()));
        assertThat(end.dropped()).isGreaterThan(deliveries(whole).size() - kept.size());
        assertThat(end.how()).contains("which the command shows in full");
        assertThat(((LogEntry.End) whole.get(whole.size() - 1)).dropped()).isZero();
    }

    private static List<LogEntry> deliveries(List<LogEntry> entries) {
        return entries.stream().filter(LogEntry.Delivered.class::isInstance).toList();
    }

    private static int first(List<String> lines, String... parts) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (Arrays.stream(parts).allMatch(line::contains)) {
                return i;
            }
        }
        throw new AssertionError("no line with " + List.of(parts));
    }

    private static int step(String line) {
        return Integer.parseInt(found("\"step\":(\\d+)", line).group(1));
    }

    @Test
    void theSameWindowIsTheSameLog() throws IOException {
        Path one = directory.resolve("1.jsonl");
        Path two = directory.resolve("2.jsonl");
        run("--window", "2@2ms+-20us", "--log", one.toString());
        run("--window", "2@2ms+-20us", "--log", two.toString());
        assertThat(Files.readString(two)).isEqualTo(Files.readString(one));
        assertThat(Files.readAllLines(one)).hasSizeGreaterThan(50);
        run("--window", "1@2ms+-20us", "--log", two.toString(), "--force");
        assertThat(Files.readString(two)).isNotEqualTo(Files.readString(one));
    }

    private static final String[] MANY = {
        "load", "conf/load/many-tds.conf", "--set", "let.memory=1MiB", "--set", "let.pages=768", "--set", "tds=3"
    };

    private Cli many(String... more) {
        return Cli.run(Stream.of(MANY, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    /** The page is of the TD whose fault it is, and the fault is in it where the link says, as long as it was. */
    @Test
    void aSlowFaultOfOneOfSeveralTdsHasItsTimeline() throws IOException {
        Path out = directory.resolve("out");
        many("--replications", "2", "--out", out.toString(), "--windows", "10");
        Matcher link = Pattern.compile(
                        "\"page\":\"(windows/slow-\\d+\\.html)#step=(\\d+)\",\"which\":\"private\",\"took\":"
                                + "\"([0-9.]+)us\",\"vcpu\":\"TD (\\d), P(\\d)\",\"gpa\":\"(0x\\w+)\""
                                + ".*?--window (\\d/td(\\d)@\\S+)")
                .matcher(Files.readString(out.resolve("report.html")));
        TreeSet<String> tds = new TreeSet<>();
        TreeSet<String> seen = new TreeSet<>();
        while (link.find()) {
            tds.add(link.group(4));
            assertThat(link.group(8)).isEqualTo(link.group(4));
            if (!seen.add(link.group(1))) {
                continue; // it is within the window of a slower one
            }
            Path log = directory.resolve("w.jsonl");
            Path again = directory.resolve("again.html");
            many(
                    "--replications",
                    "2",
                    "--window",
                    link.group(7),
                    "--log",
                    log.toString(),
                    "--force",
                    "--html",
                    again.toString());
            assertThat(again).hasContent(Files.readString(out.resolve(link.group(1))));
            List<String> lines = Files.readAllLines(log);
            assertThat(lines.get(0)).contains("TD " + link.group(4) + " of 3", "\"load\",\"host\",\"other TDs\"]");
            int exit = first(
                    lines,
                    "\"step\":" + link.group(2) + ",\"actor\":" + link.group(5) + ",\"event\":\"kvm_page_fault\"",
                    "\"address\":\"" + link.group(6) + "\"");
            int entry = exit
                    + first(lines.subList(exit, lines.size()), "\"to\":" + link.group(5) + ",", "\"text\":\"entered");
            double took = (step(lines.get(entry)) - step(lines.get(exit))) / 1000.0;
            double said = Double.parseDouble(link.group(3));
            assertThat(took).as("the fault, but for the exit").isBetween(said - 15, said + 1);
        }
        assertThat(tds).hasSizeGreaterThan(1);
    }

    /** Who holds up a TD that waits for what all share is in its timeline, and nothing else of others. */
    @Test
    void whatTdsShareIsInTheTimelineOfEach() throws IOException {
        for (int td = 0; td < 3; td++) {
            Path log = directory.resolve(td + ".jsonl");
            many("--window", "1/td" + td + "@20ms+-20ms", "--log", log.toString());
            List<String> lines = Files.readAllLines(log);
            long others =
                    lines.stream().filter(line -> line.contains("\"actor\":7,")).count();
            assertThat(others).as("events of others").isZero();
            List<String> grants = lines.stream()
                    .filter(line -> line.contains("\"event\":\"lock_granted\"") && line.contains("\"tdx_lock\""))
                    .toList();
            assertThat(grants)
                    .as("of all TDs, by the owner of the lock")
                    .hasSize(3)
                    .allMatch(line -> line.contains("\"actor\":6,"));
            assertThat(grants.stream().filter(line -> line.contains("\"holder\":2")))
                    .hasSize(1);
            assertThat(grants.stream().filter(line -> line.contains("\"holder\":7")))
                    .hasSize(2);
            assertThat(lines).noneMatch(line -> line.contains("#"));
            assertThat(lines).anyMatch(line -> line.contains("@P1"));
        }
    }

    @Test
    void aWindowOfSeveralTdsSaysOfWhich() {
        String page = directory.resolve("w.html").toString();
        Cli none = many("--window", "1@2ms+-20us", "--html", page);
        assertThat(none.code()).isEqualTo(65);
        assertThat(none.err()).contains("the job has 3 TDs, and a window is of one", "from td0 to td2, as in 1/td0@");
        assertThat(many("--window", "1/td3@2ms+-20us", "--html", page).err())
                .contains("there is no td3; the job has 3");
        assertThat(run("--window", "1/td1@2ms+-20us", "--html", page).err())
                .contains("there is no td1; the job has one");
        assertThat(Path.of(page)).doesNotExist();
        assertThat(run("--window", "1/td0@2ms+-20us", "--html", page).code()).isZero();
    }

    @Test
    void messagesThatWereUnderWayHaveArrivalsOnly() throws IOException {
        Path log = directory.resolve("w.jsonl");
        run("--window", "1@2ms+-20us", "--log", log.toString());
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).noneMatch(line -> line.contains("\"step\":-"));
        long early =
                lines.stream().filter(line -> line.contains("\"sent\":-1,")).count();
        assertThat(early).isBetween(1L, 40L);
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).contains("\"t\":\"step\"")) {
                assertThat(step(lines.get(i))).isBetween(0, 41_000);
            }
        }
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        String page = directory.resolve("w.html").toString();
        assertThat(run("--window", "1@2ms+-20us").code()).isEqualTo(64);
        assertThat(run("--log", page).code()).isEqualTo(64);
        assertThat(run("--window", "1@2ms+-20us", "--html", page, "--json").code())
                .isEqualTo(64);
        for (String window : new String[] {"0@2ms+-20us", "1@2ms", "1@2+-20us", "1@2ms+-501ms", "x"}) {
            Cli cli = run("--window", window, "--html", page);
            assertThat(cli.code()).as(window).isEqualTo(64);
            assertThat(cli.err()).contains("3@12.5ms+-50us");
        }
        Cli late = run("--window", "1@20s+-1us", "--html", page);
        assertThat(late.code()).isEqualTo(65);
        assertThat(late.err()).contains("replication 1 is over before the window begins");
        assertThat(Path.of(page)).doesNotExist();
        String idle = Cli.write(
                directory.resolve("idle.conf"),
                "td { vcpus = 1, memory = 1MiB }\n"
                        + "phases = [{ do = touch, closed { think = 5s }, pages = uniform, for = 1ms }]");
        Cli nothing = Cli.run("load", idle, "--window", "1@500us+-10us", "--html", page);
        assertThat(nothing.code()).isEqualTo(65);
        assertThat(nothing.err()).contains("error: replication 1: nothing happens in the window");
        Files.writeString(Path.of(page), "mine");
        Cli there = run("--html", page);
        assertThat(there.code()).isEqualTo(65);
        assertThat(there.err()).contains("the file exists; --force replaces it").doesNotContain("replication");
        assertThat(Files.readString(Path.of(page))).isEqualTo("mine");
    }
}
