package dev.seamstress.cli;

import dev.seamstress.core.machine.Event;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** Where the run of a log went wrong first, heard while the log is handed on: the step at which its page opens. */
final class Trouble implements LogSink {
    private static final int NO_STEP = Integer.MAX_VALUE;

    private final LogSink target;
    private final Set<String> rules = new TreeSet<>();
    private int brokenAt = NO_STEP;
    private int buggedAt = NO_STEP;
    private int steps;
    private String scenario = "";

    Trouble(LogSink target) {
        this.target = target;
    }

    @Override
    public void take(LogEntry entry) throws IOException {
        if (entry instanceof LogEntry.Broken broken) {
            rules.add(broken.rule());
            brokenAt = Math.min(brokenAt, broken.step());
        } else if (entry instanceof LogEntry.Told told && told.event() == Event.BUG_ON) {
            buggedAt = Math.min(buggedAt, told.step());
        } else if (entry instanceof LogEntry.Delivered) {
            steps++;
        } else if (entry instanceof LogEntry.Head head) {
            scenario = head.scenario();
        }
        target.take(entry);
    }

    /** The run in a few words. */
    String text() {
        String length = scenario + ": " + Counted.of(steps, "step");
        if (brokenAt != NO_STEP) {
            return length + ", " + String.join(", ", rules) + " broken at step " + brokenAt;
        }
        return buggedAt == NO_STEP
                ? length + ", nothing broken"
                : length + ", the modelled kernel ran into a bug at step " + buggedAt;
    }
}
