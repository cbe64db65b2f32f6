package dev.seamstress.trace.html;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.trace.log.LogWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A run as one HTML file: the event log as it is, and a page that shows it.
 *
 * <p>Shape: {@code page.html} with its style, its script and the log put in. The log stands in a script element of a
 * type that no browser runs, each {@code <} in it as JSON escapes it, so that no text in it can end the element; the
 * page puts texts on the screen as texts only. The Content-Security-Policy allows the one script and the one style by
 * their hashes, and nothing else: no network, no other code.
 *
 * <p>There may be a second run, to be compared with the first: its log stands in an element of its own.
 *
 * <p>Memory is constant. Of a very long log the page gets the first entries, and is told how many it did not get: a
 * browser keeps all of it.
 *
 * <p>Source: HTML Living Standard, 4.12.1.3, restrictions for contents of script elements; Content Security Policy
 * Level 3, 6.7.3, hashes.
 */
public final class HtmlPage implements LogSink, AutoCloseable {
    /** How many entries a page gets, the last ones aside. */
    public static final int ENTRIES_MAX = 500_000;

    /** One idea a file; the page gets them as one script, in this order. */
    private static final String[] SCRIPTS = {
        "log.js",
        "spans.js",
        "model.js",
        "align.js",
        "filters.js",
        "search.js",
        "lines.js",
        "drawing.js",
        "timeline.js",
        "compare.js",
        "tables.js",
        "actors.js",
        "details.js",
        "side.js",
        "page.js"
    };

    private static final String LOG = "{log}";
    private static final String OTHER = "{other}";

    private final OutputStream out;
    private final String middle;
    private final String foot;
    private final int entriesMax;
    private LogWriter log;
    private boolean hasOther;
    private int entries;
    private long dropped;

    /** Writes to {@code out}, which {@link #close} closes. */
    public HtmlPage(OutputStream out) throws IOException {
        this(out, ENTRIES_MAX);
    }

    HtmlPage(OutputStream out, int entriesMax) throws IOException {
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.entriesMax = entriesMax;
        StringBuilder script = new StringBuilder();
        for (String name : SCRIPTS) {
            script.append(PageParts.resource(HtmlPage.class, name));
        }
        String style = PageParts.theme() + PageParts.resource(HtmlPage.class, "page.css");
        String page = PageParts.resource(HtmlPage.class, "page.html")
                .replace("{policy}", PageParts.policy(script.toString(), style))
                .replace("{style}", style)
                .replace("{script}", script);
        int here = page.indexOf(LOG);
        int there = page.indexOf(OTHER);
        this.out.write(page.substring(0, here).getBytes(UTF_8));
        this.middle = page.substring(here + LOG.length(), there);
        this.foot = page.substring(there + OTHER.length());
        this.log = new LogWriter(new Escaping(this.out));
    }

    /** JSON on its way into a script element; {@code <} occurs in its strings only. */
    private static final class Escaping extends OutputStream {
        private static final byte[] ESCAPED = "\\u003c".getBytes(UTF_8);
        private final OutputStream target;

        Escaping(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) throws IOException {
            if (b == '<') {
                target.write(ESCAPED);
            } else {
                target.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int end = offset + length;
            int from = offset;
            for (int i = offset; i < end; i++) {
                if (bytes[i] == '<') {
                    target.write(bytes, from, i - from);
                    target.write(ESCAPED);
                    from = i + 1;
                }
            }
            target.write(bytes, from, end - from);
        }

        @Override
        public void flush() throws IOException {
            target.flush();
        }
    }

    @Override
    public void take(LogEntry entry) throws IOException {
        boolean isAtTheEnd = entry instanceof LogEntry.Broken || entry instanceof LogEntry.End;
        if (entries < entriesMax || isAtTheEnd) {
            entries++;
            log.take(entry);
        } else {
            dropped++;
        }
    }

    /** Begins the second run. Requires: all of the first one is told; called once. */
    public LogSink other() throws IOException {
        log.close();
        out.write(middle.getBytes(UTF_8));
        log = new LogWriter(new Escaping(out));
        hasOther = true;
        entries = 0;
        return this;
    }

    /** Ends the page and closes the stream. */
    @Override
    public void close() throws IOException {
        try (out) {
            log.close();
            if (!hasOther) {
                out.write(middle.getBytes(UTF_8));
            }
            out.write(foot.replace("{dropped}", Long.toString(dropped)).getBytes(UTF_8));
        }
    }
}
