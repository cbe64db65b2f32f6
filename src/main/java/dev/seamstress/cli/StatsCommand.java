package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.trace.stats.RunStats;
import dev.seamstress.trace.stats.Series;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress stats}: how often and how long, of one run. */
@Command(
        name = "stats",
        description = {
            "Say how often things happened in a run and how long they took, in the manner of 'perf kvm stat'.",
            "Takes an event log, which 'run --trace' and 'replay --trace' write. Time is virtual."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class StatsCommand implements Callable<Integer> {
    private static final double P99 = 99;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LOG", description = "An event log, gzipped or not.")
    private String file;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        RunStats stats = new RunStats();
        String breakOff;
        try {
            breakOff = RunFile.log(file).read(stats);
        } catch (IOException problem) {
            spec.commandLine().getErr().print(RunFile.Refused.of(file, problem).getMessage());
            return ExitCode.BAD_INPUT.number();
        }
        if (breakOff != null) {
            spec.commandLine().getErr().println(file + ": warning: " + breakOff);
        }
        if (json) {
            printJson(stats);
        } else {
            print(stats, spec.commandLine().getOut());
        }
        spec.commandLine().getOut().flush();
        return ExitCode.AS_EXPECTED.number();
    }

    private static void print(RunStats stats, PrintWriter out) {
        out.println(stats.head().scenario() + ": " + stats.head().model() + ", module "
                + stats.head().module() + "; " + stats.head().driver() + ", "
                + stats.head().choices());
        out.println("  " + stats.steps() + " steps, " + us(stats.ns()) + " us of virtual time; a step is "
                + stats.head().nsPerStep() + " ns");
        for (RunStats.Group group : RunStats.Group.values()) {
            if (stats.of(group).isEmpty()) {
                continue;
            }
            out.println();
            out.printf(
                    Locale.ROOT,
                    "%-34s %7s %6s %9s %9s %9s %9s%s%n",
                    group.title(),
                    "count",
                    "time%",
                    "min us",
                    "median",
                    "p99",
                    "max",
                    extra(group));
            stats.of(group).forEach((kind, series) -> row(out, stats, group, kind, series));
        }
        busy(stats, out);
    }

    private static String extra(RunStats.Group group) {
        return switch (group) {
            case FAULT -> "  retries";
            case SEAMCALL -> "     busy";
            default -> "";
        };
    }

    private static void row(PrintWriter out, RunStats stats, RunStats.Group group, String kind, Series series) {
        String more = switch (group) {
            case FAULT -> String.format(Locale.ROOT, " %8d", series.retries());
            case SEAMCALL -> String.format(Locale.ROOT, " %8d", series.busy());
            default -> "";
        };
        out.printf(
                Locale.ROOT,
                "  %-32s %7d %5.1f%% %9s %9s %9s %9s%s%n",
                kind,
                series.count(),
                100.0 * series.total() / Math.max(1, stats.ns()),
                us(series.min()),
                us(series.percentile(50)),
                us(series.percentile(P99)),
                us(series.max()),
                more);
    }

    private static void busy(RunStats stats, PrintWriter out) {
        if (!stats.busyBy().isEmpty()) {
            out.println();
            out.printf(Locale.ROOT, "%-58s %7s%n", "refused as busy", "count");
            stats.busyBy().forEach((what, count) -> out.printf(Locale.ROOT, "  %-56s %7d%n", what, count));
        }
        if (!stats.unfinished().isEmpty()) {
            out.println();
            Map<String, Integer> counts = new TreeMap<>();
            stats.unfinished().forEach(kind -> counts.merge(kind, 1, Integer::sum));
            StringBuilder text = new StringBuilder("not ended when the log does:");
            counts.forEach((kind, count) ->
                    text.append(' ').append(count).append(' ').append(kind).append(','));
            out.println(text.substring(0, text.length() - 1));
        }
    }

    private static String us(long ns) {
        return String.format(Locale.ROOT, "%.2f", ns / 1000.0);
    }

    private void printJson(RunStats stats) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("scenario", stats.head().scenario());
            out.writeStringField("model", stats.head().model());
            out.writeStringField("module", stats.head().module());
            out.writeStringField("driver", stats.head().driver());
            out.writeStringField("choices", stats.head().choices());
            out.writeNumberField("steps", stats.steps());
            out.writeNumberField("ns", stats.ns());
            for (RunStats.Group group : RunStats.Group.values()) {
                out.writeArrayFieldStart(group.name().toLowerCase(Locale.ROOT));
                for (Map.Entry<String, Series> entry : stats.of(group).entrySet()) {
                    series(out, entry.getKey(), entry.getValue());
                }
                out.writeEndArray();
            }
            out.writeObjectFieldStart("busy_by");
            for (Map.Entry<String, Long> entry : stats.busyBy().entrySet()) {
                out.writeNumberField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
            out.writeNumberField("unfinished", stats.unfinished().size());
            out.writeEndObject();
        }
        spec.commandLine().getOut().println(text);
    }

    private static void series(JsonGenerator out, String kind, Series series) throws IOException {
        out.writeStartObject();
        out.writeStringField("kind", kind);
        out.writeNumberField("count", series.count());
        out.writeNumberField("total_ns", series.total());
        out.writeNumberField("min_ns", series.min());
        out.writeNumberField("median_ns", series.percentile(50));
        out.writeNumberField("p99_ns", series.percentile(P99));
        out.writeNumberField("max_ns", series.max());
        out.writeNumberField("retries", series.retries());
        out.writeNumberField("busy", series.busy());
        out.writeEndObject();
    }
}
