package dev.seamstress.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    @Option(
            names = "--html",
            paramLabel = "OUT",
            description = "Write a page to look at the run in a browser: one file, no network.")
    private String html;

    /** True if a file is asked for. */
    boolean isAsked() {
        return log != null || perfetto != null || html != null;
    }

    /** Why the files cannot be written; empty if nothing stands against it. */
    List<String> refusals(boolean isForced) {
        List<String> refusals = new ArrayList<>();
        Map<String, String> wanted = new TreeMap<>();
        String[][] files = {{"--trace", log}, {"--perfetto", perfetto}, {"--html", html}};
        for (String[] each : files) {
            String file = each[1];
            String refusal = file == null ? null : ScheduleFiles.refusal(file, isForced);
            if (refusal != null) {
                refusals.add(refusal);
            }
            String other = file == null ? null : wanted.put(file, each[0]);
            if (other != null) {
                refusals.add(file + ": error: " + other + " and " + each[0] + " want the same file");
            }
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
        if (html != null) {
            TraceFiles.write(html, isForced, out -> TraceFiles.html(out, events::tell));
        }
    }
}
