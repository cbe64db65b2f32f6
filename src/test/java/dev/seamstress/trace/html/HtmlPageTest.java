package dev.seamstress.trace.html;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.trace.log.LogWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Goal: a page is one file that runs its own script only, whatever the log says. Method: logs by hand, read as text.
 */
class HtmlPageTest {
    private static final String EVIL =
            "</script><script>alert(1)</script><!--<script>\u2028\u00e4 ${x} {script} {log} {other} {dropped}";
    private static final List<LogEntry> LOG = log("plain");

    private static List<LogEntry> log(String text) {
        return List.of(
                new LogEntry.Head(
                        text,
                        text,
                        text,
                        text,
                        text,
                        true,
                        text,
                        1000,
                        List.of("P0", text),
                        "./seamstress run " + text),
                new LogEntry.First("mirror", 0, 0, 4, 1, text),
                new LogEntry.Delivered(0, 0, 0, 0, -1, true, "continue"),
                new LogEntry.Sent(0, 1, 0, 1, text),
                new LogEntry.Told(0, 0, Event.ZAP_END, List.of(1L), List.of(text)),
                new LogEntry.Broken(0, text, text),
                new LogEntry.Waiting(0, 0),
                new LogEntry.End(1, text, text, 0));
    }

    private static String page(List<LogEntry> log, int entriesMax) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (HtmlPage page = new HtmlPage(out, entriesMax)) {
            for (LogEntry entry : log) {
                page.take(entry);
            }
        }
        return out.toString(UTF_8);
    }

    private static String page(List<LogEntry> log) throws IOException {
        return page(log, HtmlPage.ENTRIES_MAX);
    }

    private static String written(List<LogEntry> log) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogWriter writer = new LogWriter(out)) {
            for (LogEntry entry : log) {
                writer.take(entry);
            }
        }
        return out.toString(UTF_8);
    }

    /** What stands between two texts, each of which occurs once. */
    private static String between(String page, String begin, String end) {
        assertThat(page.split(Pattern.quote(begin), -1)).as(begin).hasSize(2);
        int from = page.indexOf(begin) + begin.length();
        return page.substring(from, page.indexOf(end, from));
    }

    @Test
    void thePolicyNamesTheScriptAndTheStyleAndNothingElse() throws Exception {
        String page = page(LOG);
        assertThat(between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\""))
                .isEqualTo("default-src 'none'; script-src 'sha256-" + hash(between(page, "<script>", "</script>"))
                        + "'; style-src 'sha256-" + hash(between(page, "<style>", "</style>"))
                        + "'; base-uri 'none'; form-action 'none'");
    }

    private static String hash(String text) throws GeneralSecurityException {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }

    /** What a policy of hashes would refuse, and what would need a network. */
    @Test
    void thePageIsWholeInItself() throws IOException {
        String page = page(LOG);
        String script = between(page, "<script>", "</script>");
        assertThat(page.replace(script, ""))
                .doesNotContainPattern("(?i)<[^>]* (style|on[a-z]+|src)=|<link|<iframe|url\\(");
        assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:", "@import");
        assertThat(script).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }

    @Test
    void theLogIsInItAsItIs() throws IOException {
        assertThat(between(page(LOG), "<script type=\"application/jsonl\" id=\"log\">", "</script>"))
                .isEqualTo(written(LOG));
        assertThat(page(LOG)).isEqualTo(page(LOG)).doesNotContain("{log}", "{other}", "{policy}", "{dropped}");
    }

    @Test
    void noTextEndsTheElementThatTheLogStandsIn() throws IOException {
        String page = page(log(EVIL));
        String log = between(page, "<script type=\"application/jsonl\" id=\"log\">", "</script>");
        assertThat(log).doesNotContain("<");
        assertThat(log.replace("\\u003c", "<")).isEqualTo(written(log(EVIL)));
        Matcher open = Pattern.compile("<script").matcher(page);
        assertThat(open.results()).hasSize(4);
        assertThat(page.replace(log, "")).isEqualTo(page(LOG).replace(written(LOG), ""));
    }

    @Test
    void aPageOfALongLogHasItsBeginningAndWhatBroke() throws IOException {
        String page = page(LOG, 3);
        assertThat(between(page, "id=\"dropped\">", "<")).isEqualTo("3");
        List<LogEntry> kept = List.of(LOG.get(0), LOG.get(1), LOG.get(2), LOG.get(5), LOG.get(7));
        assertThat(between(page, "<script type=\"application/jsonl\" id=\"log\">", "</script>"))
                .isEqualTo(written(kept));
        assertThat(between(page(LOG), "id=\"dropped\">", "<")).isEqualTo("0");
    }

    @Test
    void aSecondRunStandsInAnElementOfItsOwn() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (HtmlPage page = new HtmlPage(out, 7)) {
            for (LogEntry entry : LOG) {
                page.take(entry);
            }
            LogSink other = page.other();
            for (LogEntry entry : log(EVIL)) {
                other.take(entry);
            }
        }
        String page = out.toString(UTF_8);
        assertThat(between(page, "<script type=\"application/jsonl\" id=\"log\">", "</script>"))
                .isEqualTo(written(LOG));
        assertThat(between(page, "<script type=\"application/jsonl\" id=\"other\">", "</script>")
                        .replace("\\u003c", "<"))
                .isEqualTo(written(log(EVIL)));
        assertThat(between(page, "id=\"dropped\">", "<")).isEqualTo("0");
        assertThat(between(page(LOG), "<script type=\"application/jsonl\" id=\"other\">", "</script>"))
                .isEmpty();
    }
}
