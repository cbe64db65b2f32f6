package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what is made of the log of every shipped scenario is what its readers take, and has all of the log. Method:
 * each form of text is read here by the rules of the form, and counted against the log.
 */
@Tag("once")
class TextFormsTest {
    private static final Pattern FTRACE =
            Pattern.compile(" *\\S{1,15}-\\d+ +\\[\\d{3}] [.dNHhsnbpX0-9]{5} +(\\d+\\.\\d{6}): \\w+: ?.*");
    private static final Pattern ARROW = Pattern.compile("  (\\w+)->>(\\w+): .+");
    private static final Pattern CLOCK = Pattern.compile("\"([^\"]+)\":(\\d+)");

    @TempDir
    private Path directory;

    private final List<LogEntry> entries = new ArrayList<>();
    private LogEntry.Head head;
    private String log;

    static Stream<String> scenarios() throws IOException {
        return TraceFilesTest.scenarios();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyFormIsWellFormedAndWhole(String scenario) throws IOException {
        log = directory.resolve("a.jsonl").toString();
        Cli.run("run", scenario, "--timeline", "none", "--until", "1000", "--trace", log);
        LogFile file = new LogFile(Path.of(log));
        head = file.head();
        assertThat(file.read(entries::add)).isNull();
        csv(made("csv"));
        shiviz(made("shiviz"));
        ftrace(made("ftrace"));
        columns(made("columns"));
        mermaid();
        stats();
    }

    private String made(String form) {
        Cli cli = Cli.run("convert", log, "--to", form);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        return cli.out();
    }

    private long count(Class<? extends LogEntry> kind) {
        return entries.stream().filter(kind::isInstance).count();
    }

    /** RFC 4180: as many fields in each row, a field in quotes has each of them twice. */
    private void csv(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                boolean isDoubled = isQuoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
                isQuoted = isDoubled || !isQuoted;
                i += isDoubled ? 1 : 0;
                field.append(isDoubled ? "\"" : "");
            } else if (!isQuoted && (c == ',' || c == '\n')) {
                row.add(field.toString().strip());
                field.setLength(0);
                if (c == '\n') {
                    rows.add(List.copyOf(row));
                    row.clear();
                }
            } else {
                field.append(c);
            }
        }
        assertThat(isQuoted).isFalse();
        assertThat(rows).allMatch(each -> each.size() == rows.get(0).size());
        Map<String, Long> kinds = new TreeMap<>();
        rows.subList(1, rows.size()).forEach(each -> kinds.merge(each.get(2), 1L, Long::sum));
        assertThat(kinds.getOrDefault("deliver", 0L)).isEqualTo(count(LogEntry.Delivered.class));
        assertThat(kinds.getOrDefault("event", 0L)).isEqualTo(count(LogEntry.Told.class));
    }

    /** The regular expression of the first line finds every event, and each host's own clock counts by one. */
    private void shiviz(String text) {
        String[] halves = text.split("\n\n", 2);
        Pattern event = Pattern.compile(halves[0].replace("{.*}", "\\{.*}"));
        Matcher next = event.matcher(halves[1]);
        Map<String, Integer> clocks = new TreeMap<>();
        int end = 0;
        while (next.find()) {
            assertThat(halves[1].substring(end, next.start())).isBlank();
            end = next.end();
            String host = next.group("host");
            Map<String, Integer> clock = new TreeMap<>();
            CLOCK.matcher(next.group("clock"))
                    .results()
                    .forEach(part -> clock.put(part.group(1), Integer.parseInt(part.group(2))));
            assertThat(clock.get(host)).isEqualTo(clocks.merge(host, 1, Integer::sum));
            assertThat(clock).allSatisfy((other, seen) -> assertThat(seen).isLessThanOrEqualTo(clocks.get(other)));
            assertThat(next.group("event")).isNotBlank();
        }
        assertThat(halves[1].substring(end)).isBlank();
        assertThat(clocks.values().stream().mapToInt(Integer::intValue).sum())
                .isGreaterThanOrEqualTo((int) count(LogEntry.Delivered.class));
    }

    /** As tracefs writes it: the head counts the lines, and time never runs back. */
    private void ftrace(String text) {
        List<String> lines = text.lines().filter(line -> !line.startsWith("#")).toList();
        String last = "";
        for (String line : lines) {
            Matcher matcher = FTRACE.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            String padded = "0".repeat(20 - matcher.group(1).length()) + matcher.group(1);
            assertThat(padded).isGreaterThanOrEqualTo(last);
            last = padded;
        }
        assertThat(text).contains("entries-written: " + lines.size() + "/" + lines.size() + " ");
        assertThat((long) lines.size()).isGreaterThanOrEqualTo(count(LogEntry.Told.class));
    }

    private void columns(String text) {
        assertThat(text.lines()).allMatch(line -> line.length() <= 120 && !line.endsWith(" "));
        List<Integer> steps = text.lines()
                .filter(line -> line.matches(" +\\d+ .*"))
                .map(line -> Integer.parseInt(line.strip().split(" ")[0]))
                .toList();
        assertThat(steps).isSorted();
        for (LogEntry entry : entries) {
            if (entry instanceof LogEntry.Delivered delivered && !delivered.isContinue()) {
                assertThat(steps).contains(delivered.step());
            }
        }
    }

    /** A diagram has an arrow a message, or is refused with what else could be done. */
    private void mermaid() {
        long messages = entries.stream()
                .filter(entry -> entry instanceof LogEntry.Delivered delivered && !delivered.isContinue())
                .count();
        Cli cli = Cli.run("convert", log, "--to", "mermaid");
        if (cli.code() != 0) {
            assertThat(cli.code()).isEqualTo(65);
            assertThat(cli.err())
                    .contains(messages + " messages are too many for a diagram")
                    .contains("--only");
            return;
        }
        assertThat(cli.out()).startsWith("sequenceDiagram\n");
        List<Matcher> arrows =
                cli.out().lines().map(ARROW::matcher).filter(Matcher::matches).toList();
        assertThat(arrows)
                .hasSize((int) messages)
                .allSatisfy(arrow -> assertThat(cli.out())
                        .contains("  participant " + arrow.group(1) + " as ")
                        .contains("  participant " + arrow.group(2) + " as "));
    }

    private void stats() throws IOException {
        Cli cli = Cli.run("stats", log, "--json");
        assertThat(cli.code()).isZero();
        @SuppressWarnings("unchecked")
        Map<String, Object> json = (Map<String, Object>) cli.json().get(0);
        assertThat(((Number) json.get("steps")).longValue()).isEqualTo(count(LogEntry.Delivered.class));
        assertThat(json.get("scenario")).isEqualTo(head.scenario());
        assertThat(Cli.run("stats", log).out()).startsWith(head.scenario() + ": ");
    }
}
