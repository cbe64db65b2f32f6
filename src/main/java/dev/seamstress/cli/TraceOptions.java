package dev.seamstress.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a run is kept for other tools. */
final class TraceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--trace",
            paramLabel = "OUT",
            description = {
                "Write the event log, JSON Lines, gzipped if OUT ends with .gz;",
                "'seamstress convert' makes other forms of it."
            })
    private String log;

    @Option(
            names = "--with-state",
            description = "Let --trace tell each step's changes of its actor's own words, too; a page has them always.")
    private boolean hasState;

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

    /**
     * Why the files cannot be written; empty if nothing stands against it. Errors: {@link ParameterException} for
     * options that make no sense together.
     */
    List<String> refusals(boolean isForced) {
        List<String> refusals = new ArrayList<>();
        if (hasState && log == null) {
            throw new ParameterException(spec.commandLine(), "--with-state is for --trace");
        }
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
            TraceFiles.Source source = hasState ? events::tellWithState : events::tell;
            TraceFiles.write(log, isForced, out -> TraceFiles.log(log, out, source));
        }
        if (perfetto != null) {
            TraceFiles.write(perfetto, isForced, out -> TraceFiles.perfetto(out, events::tell));
        }
        if (html != null) {
            TraceFiles.write(html, isForced, out -> TraceFiles.html(out, events::tellWithState));
        }
    }
}
