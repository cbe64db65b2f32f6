package dev.seamstress.load.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.load.job.CostTable;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.random.Times;
import dev.seamstress.load.run.Estimate;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.stats.Usl;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A result, ready to be shown: its charts, its tables, what limits it, and everything that it rests on. */
public final class Report {
    /** Of a time that nothing has taken. */
    private static final String NONE = "none";

    private final LoadResult result;
    private final Origin origin;
    private final Charts charts;
    private final Optional<Usl> law;

    /** {@code curve}: of other results of the job, if there are some. */
    public Report(LoadResult result, Origin origin, Optional<Curve> curve) {
        this.result = result;
        this.origin = origin;
        this.charts = Charts.of(result, curve);
        this.law = curve.flatMap(Curve::usl);
    }

    /**
     * Where the result is from.
     *
     * @param command makes it again
     * @param job the text of the job file
     * @param version of what has played it
     */
    public record Origin(String command, String job, String version) {}

    /** The charts, in the order in which they are shown, and then those that have each TD, if there are several. */
    public List<Chart> charts() {
        return Stream.concat(charts.all().stream(), charts.byTd().stream()).toList();
    }

    /** Everything that the page shows, as a JSON object; {@code links}: see {@link ReportPage}. */
    String json(List<String> links) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            head(json);
            card(json);
            figures(json);
            bottleneck(json);
            assertions(json);
            charts(json, "charts", charts.all());
            law(json);
            charts(json, "by_td", charts.byTd());
            Tables tables = new Tables(result);
            json.writeArrayFieldStart("tables");
            table(json, tables.latencies());
            table(json, tables.resources());
            json.writeEndArray();
            slowest(json, links);
            costs(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    /** The curve of the first chart, which is more than its points. */
    private void law(JsonGenerator json) throws IOException {
        if (law.isPresent()) {
            json.writeObjectFieldStart("law");
            json.writeNumberField("lambda", law.get().lambda());
            json.writeNumberField("sigma", law.get().sigma());
            json.writeNumberField("kappa", law.get().kappa());
            json.writeEndObject();
        }
    }

    private static void charts(JsonGenerator json, String name, List<Chart> charts) throws IOException {
        json.writeArrayFieldStart(name);
        for (Chart chart : charts) {
            chart.write(json);
        }
        json.writeEndArray();
    }

    private void head(JsonGenerator json) throws IOException {
        json.writeStringField("name", result.job().name());
        json.writeStringField("about", result.job().measure().about());
        json.writeStringField("command", origin.command());
        json.writeStringField("job", origin.job());
        json.writeNumberField("tds", result.job().vm().tds());
        json.writeNumberField("replications", result.runs().size());
        json.writeNumberField("asked", result.job().measure().replications());
        json.writeBooleanField("partial", result.isPartial());
        json.writeBooleanField("dead", result.isDead());
        json.writeBooleanField("stuck", result.isStuck());
    }

    private void card(JsonGenerator json) throws IOException {
        Job job = result.job();
        json.writeArrayFieldStart("card");
        pair(json, "kernel", job.vm().model().id() + (job.vm().model().isReconstructed() ? " (reconstructed)" : ""));
        boolean areSeveral = job.vm().tds() > 1;
        if (areSeveral) {
            pair(json, "TDs", Integer.toString(job.vm().tds()));
        }
        pair(
                json,
                areSeveral ? "vCPUs of each" : "vCPUs",
                Integer.toString(job.vm().vcpus()));
        pair(json, areSeveral ? "memory of each" : "memory", size(job.vm().pages()));
        pair(json, "of it, converted", size(job.vm().poolPages()));
        pair(json, "shared memory's huge pages", job.vm().thp().name().toLowerCase(Locale.ROOT));
        pair(json, "module's stepping filter", job.vm().zeroStep().name().toLowerCase(Locale.ROOT));
        pair(json, "phases", Integer.toString(job.phases().size()));
        pair(json, "threads of the host", Integer.toString(job.background().size()));
        pair(json, "seed", Long.toString(result.seed()));
        pair(json, "replications", result.runs().size() + " of " + job.measure().replications());
        pair(json, "warm-up", Times.text(job.measure().warmupNs()));
        pair(json, "virtual time", withInterval("run.time"));
        pair(json, "windows over time", Times.text(new OverTime(result).width()));
        double little = result.littleWorst();
        pair(json, "Little's law", "differs by " + String.format(Locale.ROOT, "%.4f%%", 100 * little) + " at most");
        pair(json, "seamstress", origin.version());
        json.writeEndArray();
    }

    private static String size(long pages) {
        long kib = pages * 4;
        return kib % 1024 == 0 ? kib / 1024 + "MiB" : kib + "KiB";
    }

    private String withInterval(String metric) {
        if (!result.tells(metric)) {
            return NONE;
        }
        Estimate estimate = result.estimate(metric);
        String mean = Times.text(estimate.mean());
        return estimate.count() < 2 ? mean : mean + " \u00b1 " + Times.text(estimate.halfWidth());
    }

    private static void pair(JsonGenerator json, String name, String value) throws IOException {
        json.writeStartArray();
        json.writeString(name);
        json.writeString(value);
        json.writeEndArray();
    }

    /** The numbers that one looks at first. */
    private void figures(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("figures");
        pair(
                json,
                "faults a second, on average",
                Tables.count(result.estimate("fault.rate").mean()));
        pair(json, "private fault, p50", time("fault.private.p50"));
        pair(json, "private fault, p99", withInterval("fault.private.p99"));
        pair(json, "wait for mmu_lock, p99 (read)", time("lock.mmu_lock.read.wait.p99"));
        pair(
                json,
                "attempts retried",
                Tables.percent(result.estimate("retry.share").mean()));
        pair(
                json,
                "TDX calls refused",
                Tables.percent(result.estimate("busy.share").mean()));
        json.writeEndArray();
    }

    private String time(String metric) {
        return result.tells(metric) ? Times.text(result.estimate(metric).mean()) : NONE;
    }

    private void bottleneck(JsonGenerator json) throws IOException {
        Bottleneck bottleneck = Bottleneck.of(result);
        json.writeObjectFieldStart("bottleneck");
        json.writeStringField("key", bottleneck.key());
        json.writeStringField("name", bottleneck.name());
        json.writeStringField("reason", bottleneck.reason());
        json.writeStringField("note", Unfinished.note(result).orElse(""));
        json.writeEndObject();
    }

    private void assertions(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("assertions");
        for (LoadResult.Checked checked : result.checked()) {
            json.writeStartObject();
            json.writeStringField("text", checked.assertion().text());
            String value = Metrics.text(checked.assertion().metric(), checked.value());
            json.writeStringField("value", checked.isEmpty() ? "nothing: there was none" : value);
            json.writeBooleanField("holds", checked.holds());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void table(JsonGenerator json, Table table) throws IOException {
        json.writeStartObject();
        json.writeStringField("title", table.title());
        json.writeFieldName("columns");
        texts(json, table.columns());
        json.writeArrayFieldStart("rows");
        for (List<String> row : table.rows()) {
            texts(json, row);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, List<String> texts) throws IOException {
        json.writeStartArray();
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private void slowest(JsonGenerator json, List<String> links) throws IOException {
        json.writeArrayFieldStart("slowest");
        List<SlowFaults.Placed> all = SlowFaults.of(result);
        for (int i = 0; i < all.size(); i++) {
            SlowFaults.Placed placed = all.get(i);
            json.writeStartObject();
            if (i < links.size() && !links.get(i).isEmpty()) {
                json.writeStringField("page", links.get(i));
            }
            json.writeStringField("which", placed.fault().which().name().toLowerCase(Locale.ROOT));
            json.writeStringField("took", Times.text(placed.fault().ns()));
            String td = result.job().vm().tds() > 1 ? "TD " + placed.fault().td() + ", " : "";
            json.writeStringField("vcpu", td + "P" + placed.fault().vcpu());
            json.writeStringField("gpa", "0x" + Long.toHexString(placed.fault().gpa()));
            json.writeStringField("began", Times.text(placed.fault().began()));
            json.writeNumberField("replication", placed.replication());
            json.writeStringField("command", origin.command() + " --window " + placed.window() + " --html slow.html");
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void costs(JsonGenerator json) throws IOException {
        CostTable costs = result.job().costs();
        json.writeArrayFieldStart("costs");
        for (String key : CostTable.keys()) {
            json.writeStartObject();
            json.writeStringField("key", key);
            json.writeStringField("time", costs.entry(key).time().text());
            json.writeStringField("source", costs.entry(key).source());
            json.writeBooleanField("given", costs.entry(key).source().equals(CostTable.OF_THE_JOB));
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
