package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.load.job.CostTable;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.run.Estimate;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.run.LoadRun;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;

/** A load result for programs. Times are in nanoseconds, rates per second, shares from 0 to 1. */
final class LoadJson {
    private LoadJson() {}

    static String of(LoadResult result) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            head(json, result);
            json.writeObjectFieldStart("metrics");
            for (Map.Entry<String, Estimate> each : result.estimates().entrySet()) {
                estimate(json, each.getKey(), each.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("busy_causes");
            for (Map.Entry<String, Double> each : result.causes().entrySet()) {
                number(json, each.getKey(), each.getValue());
            }
            json.writeEndObject();
            assertions(json, result);
            runs(json, result);
            costs(json, result.job().costs());
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void head(JsonGenerator json, LoadResult result) throws IOException {
        Job job = result.job();
        json.writeStringField("job", job.name());
        json.writeStringField("about", job.measure().about());
        json.writeStringField("model", job.vm().model().id());
        json.writeNumberField("tds", job.vm().tds());
        json.writeNumberField("vcpus", job.vm().vcpus());
        json.writeNumberField("memory_bytes", job.vm().pages() << 12);
        json.writeStringField("thp", job.vm().thp().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("seed", result.seed());
        json.writeNumberField("warmup_ns", job.measure().warmupNs());
        json.writeStringField("warmup", job.measure().warmup().origin().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("replications", result.runs().size());
        json.writeBooleanField("partial", result.isPartial());
        json.writeBooleanField("kvm_bug", result.isDead());
        json.writeBooleanField("livelock", result.isStuck());
    }

    private static void estimate(JsonGenerator json, String name, Estimate estimate) throws IOException {
        json.writeObjectFieldStart(name);
        number(json, "mean", estimate.mean());
        if (estimate.count() > 1) {
            number(json, "half_width_95", estimate.halfWidth());
        }
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(LoadFiles.number(value));
    }

    private static void assertions(JsonGenerator json, LoadResult result) throws IOException {
        json.writeArrayFieldStart("assertions");
        for (LoadResult.Checked checked : result.checked()) {
            json.writeStartObject();
            json.writeStringField("text", checked.assertion().text());
            if (!checked.isEmpty()) {
                number(json, "value", checked.value());
            }
            json.writeBooleanField("holds", checked.holds());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void runs(JsonGenerator json, LoadResult result) throws IOException {
        json.writeArrayFieldStart("runs");
        for (LoadRun.Outcome run : result.runs()) {
            json.writeStartObject();
            json.writeNumberField("end_ns", run.endNs());
            json.writeNumberField("messages", run.steps());
            json.writeNumberField("bytes", run.bytes());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void costs(JsonGenerator json, CostTable costs) throws IOException {
        json.writeArrayFieldStart("costs");
        for (String key : CostTable.keys()) {
            json.writeStartObject();
            json.writeStringField("key", key);
            json.writeStringField("time", costs.entry(key).time().text());
            number(json, "mean_ns", costs.entry(key).time().mean());
            json.writeStringField("source", costs.entry(key).source());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
