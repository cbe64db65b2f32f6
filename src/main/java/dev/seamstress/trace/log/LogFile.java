package dev.seamstress.trace.log;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.trace.LoggedMessage;
import dev.seamstress.trace.Retold;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.trace.export.EventWords;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * An event log, gzipped or not, which is read anew each time that it is told.
 *
 * <p>Its head was read when it was opened; {@link #scan} reads all of it once, for those who must know its end first.
 */
public final class LogFile implements Retold, EventWords {
    private static final int BUFFER = 1 << 16;
    private static final int GZIP_MAGIC = 0x8b1f;

    private final Opener input;
    private final Map<String, String> words = new TreeMap<>();
    private LogEntry.Head head;
    private LogEntry.End end;
    private int lastStep = -1;

    /** Opens what is to be read, such as a file: anew each time, and always the same. */
    public interface Opener {
        InputStream open() throws IOException;
    }

    /** Opens the log in a file. Errors: as of {@link #LogFile(Opener)}. */
    public LogFile(Path file) throws IOException {
        this(() -> Files.newInputStream(file));
    }

    /**
     * Opens the log and reads its head.
     *
     * @throws LogReader.Unreadable if it is no log
     */
    public LogFile(Opener input) throws IOException {
        this.input = input;
        try {
            read(entry -> {
                head = (LogEntry.Head) entry;
                throw new HeadOnly();
            });
        } catch (HeadOnly done) {
            return;
        }
    }

    /** Ends the reading after the head. */
    private static final class HeadOnly extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Reads all of it, so that {@link #dropped} and {@link #lastStep} are known; returns as {@link #read}. */
    public String scan() throws IOException {
        return read(this::note);
    }

    private void note(LogEntry entry) {
        if (entry instanceof LogEntry.End last) {
            end = last;
        }
        lastStep = Math.max(lastStep, entry.inStep());
    }

    /** Which run it is of. */
    public LogEntry.Head head() {
        return head;
    }

    /** Hands all entries to {@code target}; see {@link LogReader#read}. */
    public String read(LogSink target) throws IOException {
        try (InputStream in = open()) {
            return new LogReader(in).read(target);
        }
    }

    private InputStream open() throws IOException {
        InputStream plain = new BufferedInputStream(input.open(), BUFFER);
        plain.mark(2);
        int magic = plain.read() | plain.read() << 8;
        plain.reset();
        try {
            return magic == GZIP_MAGIC ? new GZIPInputStream(plain, BUFFER) : plain;
        } catch (EOFException problem) {
            throw new LogReader.Unreadable(1, "the log breaks off in its first bytes");
        }
    }

    @Override
    public void replay(TraceSink sink) {
        try {
            read(entry -> tell(entry, sink));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(LogEntry entry, TraceSink sink) {
        if (entry instanceof LogEntry.Delivered delivered) {
            Message message = delivered.isContinue() ? Continue.CONTINUE : new LoggedMessage(delivered.text());
            sink.delivered(delivered.step(), delivered.from(), delivered.to(), message);
        } else if (entry instanceof LogEntry.Sent sent) {
            sink.sent(sent.step(), sent.from(), sent.to(), new LoggedMessage(sent.text()));
        } else if (entry instanceof LogEntry.Told told) {
            for (int i = 0; i < told.numbers().size(); i++) {
                if (told.words().get(i) != null) {
                    words.putIfAbsent(
                            key(told.event(), i, told.numbers().get(i)),
                            told.words().get(i));
                }
            }
            sink.event(
                    told.step(),
                    told.actor(),
                    told.event(),
                    told.number(0),
                    told.number(1),
                    told.number(2),
                    told.number(3));
        }
    }

    private static String key(Event event, int index, long value) {
        return event.ordinal() + " " + index + " " + value;
    }

    /** What the log says that a number means. Requires: it was told before. */
    @Override
    public String text(Event event, int index, long value) {
        return words.get(key(event, index, value));
    }

    /** Requires: {@link #scan} was called. */
    @Override
    public long dropped() {
        return end == null ? 0 : end.dropped();
    }

    /** Requires: {@link #scan} was called. */
    @Override
    public int lastStep() {
        return lastStep;
    }
}
