package dev.seamstress.cli;

import dev.seamstress.trace.html.HtmlPage;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.trace.log.LogWriter;
import dev.seamstress.trace.perfetto.PerfettoTrace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Writes the files that a run is kept in. */
final class TraceFiles {
    private TraceFiles() {}

    /** Tells a sink all entries of a log. */
    interface Source {
        void tell(LogSink sink) throws IOException;
    }

    /** Makes a whole file. Errors: {@link IOException} names it. */
    static void write(String file, boolean isForced, WholeFile.Body body) throws IOException {
        try {
            WholeFile.stream(Path.of(file), isForced, body);
        } catch (UncheckedIOException e) {
            throw new IOException(file + ": error: it cannot be written: " + WholeFile.why(e.getCause()), e);
        } catch (IOException e) {
            throw new IOException(file + ": error: it cannot be written: " + WholeFile.why(e), e);
        }
    }

    /** Writes an event log as the name of the file wants it. */
    static void log(String file, OutputStream out, Source source) throws IOException {
        OutputStream packed = file.endsWith(".gz") ? new GZIPOutputStream(out, 1 << 16) : out;
        try (LogWriter writer = new LogWriter(packed)) {
            source.tell(writer);
        }
    }

    /** Writes a trace for Perfetto. */
    static void perfetto(OutputStream out, Source source) throws IOException {
        try (PerfettoTrace trace = new PerfettoTrace(out)) {
            source.tell(trace);
        }
    }

    /** Writes a page for a browser. */
    static void html(OutputStream out, Source source) throws IOException {
        html(out, source, Optional.empty());
    }

    /** Writes a page of a run, and of another to be compared with it, if there is one. */
    static void html(OutputStream out, Source source, Optional<Source> other) throws IOException {
        try (HtmlPage page = new HtmlPage(out)) {
            source.tell(page);
            if (other.isPresent()) {
                other.get().tell(page.other());
            }
        }
    }
}
