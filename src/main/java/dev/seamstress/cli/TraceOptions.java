package dev.seamstress.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a run is kept for other tools. */
final class TraceOptions {
    @Option(
            names = "--trace",
            paramLabel = "OUT",
            description = {
                "Write the event log, JSON Lines, gzipped if OUT ends with .gz;",
                "'seamstress convert' makes other forms of it."
            })
    private String log;

    @Option(names = "--perfetto", paramLabel = "OUT", description = "Write a trace for ui.perfetto.dev.")
    private String perfetto;

    /** True if a file is asked for. */
    boolean isAsked() {
        return log != null || perfetto != null;
    }

    /** Why the files cannot be written; empty if nothing stands against it. */
    List<String> refusals(boolean isForced) {
        List<String> refusals = new ArrayList<>();
        for (String file : new String[] {log, perfetto}) {
            String refusal = file == null ? null : ScheduleFiles.refusal(file, isForced);
            if (refusal != null) {
                refusals.add(refusal);
            }
        }
        if (log != null && log.equals(perfetto)) {
            refusals.add(log + ": error: --trace and --perfetto want the same file");
        }
        return refusals;
    }

    /** Writes what is asked for. Errors: {@link IOException} names the file. */
    void write(RunOrigin origin, RunOutcome outcome, boolean isForced) throws IOException {
        EventLog events = new EventLog(origin, outcome);
        if (log != null) {
            TraceFiles.write(log, isForced, out -> TraceFiles.log(log, out, events::tell));
        }
        if (perfetto != null) {
            TraceFiles.write(perfetto, isForced, out -> TraceFiles.perfetto(out, events::tell));
        }
    }
}
