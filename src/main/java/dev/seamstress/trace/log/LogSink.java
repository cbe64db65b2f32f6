package dev.seamstress.trace.log;

import java.io.IOException;

/** Takes the entries of an event log, one after the other. */
public interface LogSink {
    /** The next entry. Errors: {@link IOException} if it cannot be written. */
    void take(LogEntry entry) throws IOException;
}
