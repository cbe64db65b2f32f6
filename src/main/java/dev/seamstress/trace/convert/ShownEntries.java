package dev.seamstress.trace.convert;

import dev.seamstress.trace.filter.Shown;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import java.io.IOException;

/** Hands on those entries of a log that belong to steps that are shown, and all that belong to no step. */
public final class ShownEntries implements LogSink {
    private final LogSink target;
    private final Shown steps;

    public ShownEntries(LogSink target, Shown steps) {
        this.target = target;
        this.steps = steps;
    }

    @Override
    public void take(LogEntry entry) throws IOException {
        if (entry.inStep() < 0 || entry instanceof LogEntry.Broken || steps.step(entry.inStep())) {
            target.take(entry);
        }
    }
}
