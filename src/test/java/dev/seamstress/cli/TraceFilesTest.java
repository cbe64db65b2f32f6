package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogFile;
import dev.seamstress.trace.log.Schema;
import dev.seamstress.trace.perfetto.Decoded;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: the event log of every shipped scenario is whole, and everything else can be made of it. Method: run, convert,
 * compare with what the run itself shows; decode Perfetto with a library that did not write it.
 */
@Tag("once")
class TraceFilesTest {
    private static final String SCENARIO = "scenarios/races/01-double-touch.tdx";

    @TempDir
    private Path directory;

    static Stream<String> scenarios() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("scenarios"))) {
            return files.map(Path::toString).filter(file -> file.endsWith(".tdx")).sorted().toList().stream();
        }
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private String log(String scenario) {
        String log = path("a.jsonl");
        Cli cli = Cli.run("run", scenario, "--timeline", "none", "--until", "3000", "--trace", log, "--force");
        assertThat(cli.err()).isEmpty();
        return log;
    }

    private static void convert(String from, String to) {
        Cli cli = Cli.run("convert", from, to, "--force");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyScenarioHasALogThatIsWhole(String scenario) throws IOException {
        String log = log(scenario);
        LogFile file = new LogFile(Path.of(log));
        assertThat(file.scan()).isNull();
        schema(Files.readString(Path.of(log)));
        causality(file);
        entries(file);
        convert(log, path("a.pftrace"));
        perfetto(Decoded.of(Files.readAllBytes(directory.resolve("a.pftrace"))), file);
        for (String form : List.of("b.html", "b.csv", "b.shiviz", "b.log", "b.txt", "b.jsonl.gz")) {
            convert(log, path(form));
        }
        convert(path("b.jsonl.gz"), path("c.jsonl"));
        assertThat(directory.resolve("c.jsonl")).hasSameBinaryContentAs(Path.of(log));
    }

    @SuppressWarnings("unchecked")
    private static void schema(String log) throws IOException {
        Map<String, Object> schema;
        try (InputStream in = LogFile.class.getResourceAsStream("event-log.schema.json")) {
            String text = new String(in.readAllBytes(), UTF_8).replace('\n', ' ');
            schema = (Map<String, Object>) new Cli(0, text, "").json().get(0);
        }
        for (Object line : new Cli(0, log, "").json()) {
            assertThat(Schema.problems(schema, line, "line")).as("%s", line).isEmpty();
        }
    }

    /** A message is delivered once, after it was sent, in the order of its channel. */
    private static void causality(LogFile log) throws IOException {
        Map<Long, LogEntry.Sent> onTheirWay = new TreeMap<>();
        Map<Long, Long> lastOfChannel = new TreeMap<>();
        int[] steps = {0};
        log.read(entry -> {
            if (entry instanceof LogEntry.Sent sent) {
                assertThat(sent.step()).isEqualTo(steps[0] - 1);
                assertThat(onTheirWay.put(sent.id(), sent)).isNull();
            } else if (entry instanceof LogEntry.Delivered delivered) {
                assertThat(delivered.step()).isEqualTo(steps[0]++);
                long channel = (long) delivered.from() << 32 | delivered.to();
                Long before = lastOfChannel.put(channel, delivered.id());
                assertThat(before == null || before < delivered.id()).isTrue();
                LogEntry.Sent sent = onTheirWay.remove(delivered.id());
                if (sent != null) {
                    assertThat(delivered.text()).isEqualTo(sent.text());
                    assertThat(delivered.sentStep()).isEqualTo(sent.step());
                } else {
                    assertThat(delivered.isContinue()).isTrue();
                }
            } else if (entry.inStep() >= 0 && !(entry instanceof LogEntry.Broken)) {
                assertThat(entry.inStep()).isEqualTo(steps[0] - 1);
            }
        });
    }

    /** What an entry was, the log has said before: when it was stored last, or that it was there at first. */
    private static void entries(LogFile log) throws IOException {
        Map<String, Long> values = new TreeMap<>();
        Map<String, String> septStates = new TreeMap<>();
        log.read(entry -> {
            if (entry instanceof LogEntry.First first) {
                String place = first.tree() + " " + first.root() + " " + first.gfn() + " " + first.level();
                assertThat(values.put(place, first.value())).isNull();
                septStates.put(place, first.state());
            } else if (entry instanceof LogEntry.Entry stored) {
                String place = stored.tree() + " " + stored.root() + " " + stored.gfn() + " " + stored.level();
                Long before = values.put(place, stored.next());
                assertThat(stored.old()).isEqualTo(before == null ? Spte.NONPRESENT : before);
            } else if (entry instanceof LogEntry.Told told && told.event() == Event.SEPT_CHANGED) {
                int level = (int) told.number(1) + 1;
                String place = "sept 0 " + Level.base(level, told.number(0)) + " " + level;
                String before = septStates.put(place, told.word(3));
                assertThat(told.word(2)).as("%s", told).isEqualTo(before == null ? "free" : before);
            }
        });
    }

    /** Slices nest and times never run back; a flow ends where it began before; tracks have their order. */
    private static void perfetto(Decoded trace, LogFile log) {
        Map<Long, Deque<String>> open = new TreeMap<>();
        Set<Long> flows = new TreeSet<>();
        long now = -1;
        for (Decoded.Told event : trace.events) {
            assertThat(event.timestamp()).isGreaterThanOrEqualTo(now);
            now = event.timestamp();
            Decoded.Track track = trace.tracks.get(event.track());
            Deque<String> slices = open.computeIfAbsent(event.track(), each -> new ArrayDeque<>());
            switch (event.type()) {
                case 1 -> slices.push(event.name());
                case 2 -> slices.pop();
                case 3 -> assertThat(event.name()).isNotEmpty();
                case 4 -> assertThat(track.isCounter()).isTrue();
                case 5 -> assertThat(track.isState()).isTrue();
                default -> throw new AssertionError("an event of type " + event.type());
            }
            flows.addAll(event.flows());
            event.endOfFlows().forEach(flow -> assertThat(flows.remove(flow)).isTrue());
        }
        assertThat(open.values()).allMatch(Deque::isEmpty);
        List<String> actors = new ArrayList<>();
        trace.tracks.forEach((uuid, track) -> {
            if (uuid > 1 && track.parent() == 0) {
                assertThat(track.rank()).isEqualTo(actors.size());
                actors.add(track.name());
            }
        });
        assertThat(actors).isEqualTo(log.head().actors());
        assertThat(trace.labels).hasSize(3);
    }

    @Test
    void whatIsMadeOfTheLogIsWhatTheRunShows() throws IOException {
        String log = log(SCENARIO);
        convert(log, path("a.txt"));
        convert(log, path("a.log"));
        String columns = Cli.run("run", SCENARIO).out();
        assertThat(columns).startsWith(Files.readString(directory.resolve("a.txt")));
        String ftrace = Cli.run("run", SCENARIO, "--timeline", "log").out();
        assertThat(ftrace).startsWith(Files.readString(directory.resolve("a.log")));
        assertThat(Files.readString(directory.resolve("a.log")).lines()).hasSizeGreaterThan(100);
    }

    @Test
    void perfettoOfARunIsPerfettoOfItsLog() throws IOException {
        String log = log(SCENARIO);
        convert(log, path("b.pftrace"));
        Cli cli = Cli.run("run", SCENARIO, "--timeline", "none", "--perfetto", path("a.pftrace"));
        assertThat(cli.code()).isZero();
        assertThat(directory.resolve("a.pftrace")).hasSameBinaryContentAs(directory.resolve("b.pftrace"));
        Decoded trace = Decoded.of(Files.readAllBytes(directory.resolve("a.pftrace")));
        assertThat(trace.tracks.values())
                .extracting(Decoded.Track::name)
                .contains("mmu_lock", "mirror 0x100 4K", "sept 0x100 4K", "mode");
        List<Decoded.Told> aug = trace.events.stream()
                .filter(event -> event.name().equals("TDH.MEM.PAGE.AUG"))
                .toList();
        assertThat(aug).isNotEmpty().allMatch(event -> event.correlation() > 0 && event.type() == 1);
        assertThat(trace.events.stream().filter(event -> event.name().equals("fault")))
                .hasSize(2)
                .allMatch(event -> event.correlation() > 0);
        assertThat(trace.events.stream().filter(event -> event.name().equals("FROZEN")))
                .hasSize(4);
    }

    @Test
    void aBrokenRuleIsInTheLog() throws IOException {
        String file = Cli.write(
                directory.resolve("x.tdx"),
                "TDX made { slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 ;\n A: fault x ;\nalways (mirror(x) = none)\n");
        Cli.run("run", file, "--timeline", "none", "--trace", path("a.jsonl"));
        assertThat(Files.readString(directory.resolve("a.jsonl")))
                .contains("\"t\":\"broken\"", "\"rule\":\"always#1\"", "always (mirror(x) = none)");
    }

    @Test
    void aReplayHasALogToo() throws IOException {
        String schedule = path("s.schedule");
        Cli.run("run", SCENARIO, "--timeline", "none", "--schedule-out", schedule);
        Cli cli = Cli.run("replay", schedule, "--timeline", "none", "--trace", path("r.jsonl.gz"));
        assertThat(cli.code()).isZero();
        List<LogEntry> replayed = new ArrayList<>();
        new LogFile(directory.resolve("r.jsonl.gz")).read(replayed::add);
        List<LogEntry> run = new ArrayList<>();
        new LogFile(Path.of(log(SCENARIO))).read(run::add);
        assertThat(replayed.subList(1, replayed.size())).isEqualTo(run.subList(1, run.size()));
    }

    @Test
    void aCutLogIsReadToTheCut() throws IOException {
        String log = log(SCENARIO);
        String text = Files.readString(Path.of(log));
        Files.writeString(directory.resolve("cut.jsonl"), text.substring(0, text.length() / 2));
        Cli cli = Cli.run("convert", path("cut.jsonl"), path("cut.pftrace"));
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).contains("cut.jsonl: warning: the log breaks off in line ");
        Decoded trace = Decoded.of(Files.readAllBytes(directory.resolve("cut.pftrace")));
        assertThat(trace.events.stream().filter(event -> event.type() == 1).count())
                .isEqualTo(
                        trace.events.stream().filter(event -> event.type() == 2).count());
        convert(log, path("whole.jsonl.gz"));
        byte[] packed = Files.readAllBytes(directory.resolve("whole.jsonl.gz"));
        Files.write(directory.resolve("cut.jsonl.gz"), java.util.Arrays.copyOf(packed, packed.length * 2 / 3));
        cli = Cli.run("convert", path("cut.jsonl.gz"), "--to", "csv");
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).contains("warning: the log breaks off");
        assertThat(cli.out()).startsWith("step,ns,kind,");
    }

    @Test
    void whatIsThereStays() throws IOException {
        String log = log(SCENARIO);
        for (String[] arguments : new String[][] {
            {"run", SCENARIO, "--trace", log},
            {"run", SCENARIO, "--perfetto", log},
            {"run", SCENARIO, "--html", log},
            {"convert", log, log}
        }) {
            Cli cli = Cli.run(arguments);
            assertThat(cli.code()).isEqualTo(65);
            assertThat(cli.err()).contains("a.jsonl: error: the file exists; --force replaces it");
            assertThat(cli.out()).isEmpty();
        }
        assertThat(directory.toFile().list()).containsExactly("a.jsonl");
    }

    @Test
    void errorsSayWhatToDo() throws IOException {
        String log = log(SCENARIO);
        Files.writeString(directory.resolve("no.jsonl"), "{\"t\":\"head\",\"version\":3}\n");
        error(65, "no.jsonl:1: error: a log of version 3", "convert", path("no.jsonl"), "--to", "csv");
        error(65, "there is no such file", "convert", path("nothing"), "--to", "csv");
        error(64, "--to says what to make", "convert", log);
        error(64, "what is " + path("a.xyz") + " to be?", "convert", log, path("a.xyz"));
        error(64, "give OUT", "convert", log, "--to", "perfetto");
        error(64, "give OUT", "convert", log, "--to", "html");
        error(64, "take one FILE", "run", SCENARIO, SCENARIO, "--trace", path("t.jsonl"));
        error(64, "--force is for", "run", SCENARIO, "--force");
        error(65, "want the same file", "run", SCENARIO, "--trace", path("t"), "--perfetto", path("t"));
        error(65, "--perfetto and --html want the same", "run", SCENARIO, "--perfetto", path("t"), "--html", path("t"));
        error(65, "there is no directory", "run", SCENARIO, "--trace", path("none/t.jsonl"));
    }

    private static void error(int code, String message, String... arguments) {
        Cli cli = Cli.run(arguments);
        assertThat(cli.err()).contains(message);
        assertThat(cli.code()).isEqualTo(code);
    }

    @Test
    void mermaidDrawsShortRunsOnly() throws IOException {
        Cli cli = Cli.run("convert", log(SCENARIO), "--to", "mermaid");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).startsWith("sequenceDiagram\n").contains("  a1->>a3: seamcall TDH.MEM.SEPT.ADD");
        Cli longer = Cli.run("convert", longLog(), "--to", "mermaid");
        assertThat(longer.code()).isEqualTo(65);
        assertThat(longer.err()).contains("are too many for a diagram").contains("seamstress shrink");
        assertThat(longer.out()).isEmpty();
    }

    private String longLog() throws IOException {
        String file = Cli.write(
                directory.resolve("long.tdx"),
                "TDX long { slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 ;\n repeat 100 { enter } ;\n");
        String log = path("long.jsonl");
        assertThat(Cli.run("run", file, "--timeline", "none", "--trace", log).err())
                .isEmpty();
        return log;
    }
}
