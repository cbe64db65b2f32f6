package dev.seamstress.trace.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * Reads an event log line by line, in constant memory.
 *
 * <p>A log may break off: a disk was full, a process was killed. What comes before the break is handed on, and the
 * break is told. A line in the middle that makes no sense is another matter: then the file is no log of ours.
 */
public final class LogReader {
    /** No text that is written is nearly as long. */
    private static final int TEXT_MAX = 1 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxStringLength(TEXT_MAX)
                    .maxNameLength(1000)
                    .build())
            .build();

    private final InputStream in;
    private String breakOff;
    private long line;

    /** A log that cannot be read. {@code line} counts from 1. */
    public static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;

        private final long line;

        Unreadable(long line, String message) {
            super(message);
            this.line = line;
        }

        /** Where, counted from 1. */
        public long line() {
            return line;
        }
    }

    /** Reads from {@code in}, which this does not close. */
    public LogReader(InputStream in) {
        this.in = in;
    }

    /**
     * Hands all entries to {@code target}.
     *
     * @return where the log breaks off, in words; null if it is whole
     * @throws Unreadable if it is no log, or one of another version
     */
    public String read(LogSink target) throws IOException {
        try (JsonParser json = FACTORY.createParser(in)) {
            json.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            LogLine parsed = new LogLine(json);
            LogEntry entry = next(json, parsed);
            if (entry == null) {
                throw new Unreadable(1, breakOff == null ? "the file is empty" : breakOff);
            } else if (!(entry instanceof LogEntry.Head)) {
                throw new Unreadable(1, "an event log begins with a line of `t` `head`");
            }
            boolean isEnded = false;
            for (; entry != null; entry = next(json, parsed)) {
                if (isEnded) {
                    throw new Unreadable(line, "something follows the end of the log");
                }
                isEnded = entry instanceof LogEntry.End;
                target.take(entry);
            }
            return isEnded && breakOff == null
                    ? null
                    : breakOff == null ? "the log breaks off after line " + line : breakOff;
        }
    }

    /** True if the file ends before the line does that could not be read. */
    private boolean isLastLine(JsonParser json) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        json.releaseBuffered(rest);
        for (byte b : rest.toByteArray()) {
            if (b == '\n') {
                return false;
            }
        }
        try {
            int b = in.read();
            while (b >= 0 && b != '\n') {
                b = in.read();
            }
            return b < 0;
        } catch (EOFException | ZipException cut) {
            return true;
        }
    }

    /** The next entry, or null at the end or at a break. */
    private LogEntry next(JsonParser json, LogLine parsed) throws IOException {
        try {
            JsonToken first = json.nextToken();
            if (first == null) {
                return null;
            }
            long here = json.currentTokenLocation().getLineNr();
            if (here == line) {
                throw new Unreadable(line, "something follows the object");
            }
            line = here;
            return parsed.read(line);
        } catch (JsonEOFException | EOFException | ZipException cut) {
            breakOff = "the log breaks off in line "
                    + Math.max(line, json.currentLocation().getLineNr());
            return null;
        } catch (StreamConstraintsException tooLong) {
            throw new Unreadable(
                    json.currentLocation().getLineNr(), "this is no event log: " + tooLong.getOriginalMessage());
        } catch (StreamReadException broken) {
            if (isLastLine(json)) {
                breakOff = "the log breaks off in line " + broken.getLocation().getLineNr();
                return null;
            }
            throw new Unreadable(broken.getLocation().getLineNr(), notJson(broken));
        }
    }

    /** Whoever takes another file for a log needs no word about tokens. */
    private String notJson(StreamReadException broken) {
        return line == 0
                ? "this is no event log: `run FILE --trace LOG` writes one of a scenario,"
                        + " `replay FILE --trace LOG` of a schedule"
                : "this is no JSON: " + broken.getOriginalMessage();
    }
}
