package dev.seamstress.trace.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Goal: what was written is read again, a cut log up to its cut; everything else is told with its line. */
class LogReaderTest {
    private static final List<LogEntry> ENTRIES = List.of(
            new LogEntry.Head(
                    "n",
                    "abc",
                    "kvm-6.19",
                    "1.5.01",
                    "engine",
                    true,
                    "seed 1",
                    1000,
                    List.of("P0", "mmu", "t\"\n\u00e4"),
                    "./seamstress run x"),
            new LogEntry.First("sept", 0, 0x200, 2, 1L << 63, "nl_mapped"),
            new LogEntry.State(-1, 0, Map.of("waiting", "no"), List.of()),
            new LogEntry.Delivered(0, 0, 0, 0, -1, true, "continue"),
            new LogEntry.Sent(0, 1, 0, 1, "lock_request mmu_lock read"),
            new LogEntry.State(0, 0, Map.of("1 f/at", "x\"\n"), List.of("waiting", "1 g/at")),
            new LogEntry.Delivered(1, 1, 0, 1, 0, false, "lock_request mmu_lock read"),
            new LogEntry.Told(1, 1, Event.KVM_ENTRY, List.of(), List.of()),
            new LogEntry.Told(
                    1,
                    2,
                    Event.KVM_TDP_MMU_SPTE_CHANGED,
                    List.of(256L, 1L, -1L, 1L << 63),
                    words(null, "4K", null, "x")),
            new LogEntry.Entry(1, 1, "mirror", 0, 0x100, 1, 1L << 63, -1, "FROZEN"),
            new LogEntry.Broken(1, "V05", "an entry \u2026"),
            new LogEntry.Waiting(-1, 2),
            new LogEntry.End(2, "ended", "0123", 7));

    private static List<String> words(String... words) {
        return Arrays.asList(words);
    }

    private static String written() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogWriter writer = new LogWriter(out)) {
            for (LogEntry entry : ENTRIES) {
                writer.take(entry);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(UTF_8);
    }

    private static String read(String text, List<LogEntry> into) throws IOException {
        return new LogReader(new ByteArrayInputStream(text.getBytes(UTF_8))).read(into::add);
    }

    @Test
    void everyKindComesBackAsItWas() throws IOException {
        assertThat(ENTRIES).map(Object::getClass).hasSize(13);
        List<LogEntry> read = new ArrayList<>();
        assertThat(written().lines()).hasSize(ENTRIES.size());
        assertThat(read(written(), read)).isNull();
        assertThat(read).isEqualTo(ENTRIES);
    }

    @Test
    void aLogMayBreakOffAnywhere() throws IOException {
        String text = written();
        int first = text.indexOf('\n') + 1;
        for (int length = first; length < text.length() - 1; length++) {
            List<LogEntry> read = new ArrayList<>();
            String breakOff = read(text.substring(0, length), read);
            assertThat(read).isEqualTo(ENTRIES.subList(0, read.size()));
            boolean isWhole = read.size() == ENTRIES.size();
            assertThat(isWhole).isEqualTo(length == text.length() - 1);
            assertThat(breakOff).contains("breaks off");
            long lines = text.substring(0, length).lines().count();
            assertThat(breakOff).containsPattern("line (" + lines + "|" + (lines + 1) + ")");
        }
    }

    private static final String EVENT = "{\"t\":\"event\",\"step\":0,\"actor\":0,\"event\":";
    private static final String SENT = "{\"t\":\"sent\",\"step\":0,\"id\":1,\"from\":0,\"to\":1,\"text\":\"\"}";

    static Stream<Arguments> unreadable() {
        return Stream.of(
                Arguments.of(1, "{\"t\":\"end\"}", "`steps` is missing"),
                Arguments.of(
                        1,
                        "{\"t\":\"broken\",\"step\":0,\"rule\":\"x\",\"text\":\"y\"}",
                        "an event log begins with a line of `t` `head`"),
                Arguments.of(
                        1,
                        "hello",
                        "this is no event log: `run FILE --trace LOG` writes one of a scenario,"
                                + " `replay FILE --trace LOG` of a schedule"),
                Arguments.of(2, "hello", "this is no JSON"),
                Arguments.of(1, "[1]", "a line is an object"),
                Arguments.of(1, "{\"t\":\"head\",\"version\":3}", "version 3; this seamstress reads versions 1 to 2"),
                Arguments.of(2, "{\"t\":\"later\"}", "no entry is called `later` in version 2"),
                Arguments.of(2, EVENT + "\"nope\"}", "no event is called `nope`"),
                Arguments.of(2, EVENT + "\"begin\"}", "`begin` has an argument `operation`"),
                Arguments.of(2, SENT.replace("\"to\":1", "\"to\":9"), "`to` is 9, and the log has 3 actors"),
                Arguments.of(2, SENT.replace("\"step\":0", "\"step\":-1"), "`step` is a number from 0, not -1"),
                Arguments.of(2, SENT.replace("\"step\":0", "\"step\":\"q\""), "`step` is a number, not `q`"),
                Arguments.of(2, SENT + " {}", "something follows the object"),
                Arguments.of(2, "{\"t\":{\"a\":[1]}}", "`a` is a number or a string"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("unreadable")
    void whatIsNoLogIsToldWithItsLine(int line, String text, String message) {
        String log = line == 1 ? text : written().lines().findFirst().orElseThrow() + "\n" + text;
        assertThatThrownBy(() -> read(log + "\n" + text + "\n", new ArrayList<>()))
                .isInstanceOfSatisfying(LogReader.Unreadable.class, problem -> {
                    assertThat(problem.line()).isEqualTo(line);
                    assertThat(problem).hasMessageContaining(message);
                });
    }

    @Test
    void aLogOfVersion1IsReadAsBefore() throws IOException {
        String text = written()
                .lines()
                .filter(line -> !line.contains("\"state\","))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        assertThat(text).contains("\"version\":2,");
        List<LogEntry> read = new ArrayList<>();
        assertThat(read(text.replace("\"version\":2,", "\"version\":1,"), read)).isNull();
        assertThat(read)
                .isEqualTo(ENTRIES.stream()
                        .filter(entry -> !(entry instanceof LogEntry.State))
                        .toList());
    }

    @Test
    void nothingFollowsTheEndAndTheHeadIsOne() {
        assertThatThrownBy(() -> read(written() + written(), new ArrayList<>())).hasMessageContaining("second head");
        String last = written().lines().reduce((a, b) -> b).orElseThrow();
        assertThatThrownBy(() -> read(written() + last + "\n", new ArrayList<>()))
                .hasMessageContaining("follows the end");
        assertThatThrownBy(() -> read("", new ArrayList<>())).hasMessageContaining("empty");
    }

    @Test
    void aLineIsBounded() {
        String head = written().lines().findFirst().orElseThrow();
        assertThatThrownBy(() -> read(head + "\n" + "{\"t\":\"" + "x".repeat(2_000_000) + "\"}\n", new ArrayList<>()))
                .hasMessageContaining("this is no event log");
    }

    @Test
    void whatALaterVersionAddsIsPassedOver() throws IOException {
        String text = written().replace("{\"t\":\"sent\",", "{\"t\":\"sent\",\"extra\":{\"a\":1},\"more\":[1,2],");
        List<LogEntry> read = new ArrayList<>();
        assertThat(read(text, read)).isNull();
        assertThat(read).isEqualTo(ENTRIES);
    }
}
