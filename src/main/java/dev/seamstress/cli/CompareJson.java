package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.stats.JobComparison;
import dev.seamstress.load.stats.PairedDifference;
import java.io.IOException;
import java.io.StringWriter;

/** A comparison of two jobs for programs. Times are in nanoseconds, rates per second, shares from 0 to 1. */
final class CompareJson {
    private CompareJson() {}

    static String of(JobComparison comparison) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            side(json, "a", comparison.first());
            side(json, "b", comparison.second());
            json.writeNumberField("seed", comparison.first().seed());
            json.writeNumberField("pairs", comparison.pairs());
            json.writeNumberField("changed", comparison.changed());
            json.writeNumberField("differing", comparison.differing());
            json.writeNumberField("differing_among_all", comparison.differingAmongAll());
            json.writeObjectFieldStart("metrics");
            for (PairedDifference each : comparison.differences()) {
                difference(json, each);
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void side(JsonGenerator json, String name, LoadResult result) throws IOException {
        Job job = result.job();
        json.writeObjectFieldStart(name);
        json.writeStringField("job", job.name());
        json.writeStringField("model", job.vm().model().id());
        json.writeNumberField("vcpus", job.vm().vcpus());
        json.writeNumberField("memory_bytes", job.vm().pages() << 12);
        json.writeNumberField("replications", result.runs().size());
        json.writeBooleanField("partial", result.isPartial());
        json.writeBooleanField("kvm_bug", result.isDead());
        json.writeBooleanField("met", result.checked().stream().allMatch(LoadResult.Checked::holds));
        json.writeEndObject();
    }

    private static void difference(JsonGenerator json, PairedDifference each) throws IOException {
        json.writeObjectFieldStart(each.metric());
        SweepFiles.number(json, "a", each.first().mean());
        SweepFiles.number(json, "b", each.second().mean());
        SweepFiles.number(json, "difference", each.difference().mean());
        SweepFiles.number(json, "half_width_95", each.difference().halfWidth());
        SweepFiles.number(json, "unpaired_half_width_95", each.unpairedHalfWidth());
        SweepFiles.number(json, "relative", each.relative());
        SweepFiles.number(json, "p", each.p());
        json.writeBooleanField("differs", each.differs());
        json.writeBooleanField("differs_among_all", each.differsAmongAll());
        json.writeEndObject();
    }
}
