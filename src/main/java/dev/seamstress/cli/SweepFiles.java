package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.run.Estimate;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.stats.Scaling;
import dev.seamstress.load.stats.Usl;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/** A sweep for programs. Times are in nanoseconds, rates per second, shares from 0 to 1. */
final class SweepFiles {
    /** The file that comes last. */
    static final String RESULT = "sweep.json";

    private SweepFiles() {}

    /** Writes the files of a sweep into {@code directory}. */
    static void write(Path directory, Sweep sweep) throws IOException {
        WholeFile.replace(directory.resolve("sweep.csv"), csv(sweep));
        WholeFile.replace(directory.resolve(RESULT), json(sweep) + "\n");
    }

    /** All metrics of all points, a line each. */
    private static String csv(Sweep sweep) {
        StringBuilder text = new StringBuilder(sweep.key() + ",metric,mean,half_width_95,replications,law\n");
        for (Scaling.Point point : sweep.points()) {
            String value = point.value().matches("[^,\"]*")
                    ? point.value()
                    : "\"" + point.value().replace("\"", "\"\"") + "\"";
            for (Map.Entry<String, Estimate> each : point.result().estimates().entrySet()) {
                Estimate estimate = each.getValue();
                text.append(value).append(',').append(each.getKey());
                text.append(',').append(LoadFiles.number(estimate.mean())).append(',');
                text.append(estimate.count() < 2 ? "" : LoadFiles.number(estimate.halfWidth()));
                text.append(',').append(estimate.count()).append(',');
                text.append(law(sweep, each.getKey(), point)).append('\n');
            }
        }
        return text.toString();
    }

    /** What the law says of a point, for the metric that it is fitted to. */
    private static String law(Sweep sweep, String metric, Scaling.Point point) {
        return sweep.scaling()
                .scaling()
                .filter(scaling -> scaling.metric().equals(metric))
                .map(scaling -> LoadFiles.number(scaling.law().at(Double.parseDouble(point.value()))))
                .orElse("");
    }

    static String json(Sweep sweep) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            Job job = sweep.any().job();
            json.writeStringField("job", job.name());
            json.writeStringField("over", sweep.key());
            json.writeNumberField("seed", sweep.any().seed());
            json.writeBooleanField("partial", sweep.isPartial());
            json.writeArrayFieldStart("points");
            for (Scaling.Point point : sweep.points()) {
                point(json, point);
            }
            json.writeEndArray();
            if (sweep.scaling().scaling().isPresent()) {
                scaling(json, sweep.scaling().scaling().orElseThrow());
            } else {
                json.writeStringField("no_scaling", sweep.scaling().whyNot());
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void point(JsonGenerator json, Scaling.Point point) throws IOException {
        LoadResult result = point.result();
        json.writeStartObject();
        json.writeStringField("value", point.value());
        json.writeStringField("model", result.job().vm().model().id());
        json.writeNumberField("vcpus", result.job().vm().vcpus());
        json.writeNumberField("replications", result.runs().size());
        json.writeBooleanField("kvm_bug", result.isDead());
        json.writeBooleanField("livelock", result.isStuck());
        json.writeBooleanField("met", result.checked().stream().allMatch(LoadResult.Checked::holds));
        json.writeObjectFieldStart("metrics");
        for (Map.Entry<String, Estimate> each : result.estimates().entrySet()) {
            estimate(json, each.getKey(), each.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** A mean, and the half width of its interval if it has one. */
    static void estimate(JsonGenerator json, String name, Estimate estimate) throws IOException {
        json.writeObjectFieldStart(name);
        number(json, "mean", estimate.mean());
        if (estimate.count() > 1) {
            number(json, "half_width_95", estimate.halfWidth());
        }
        json.writeEndObject();
    }

    /** A number; what is infinite is not there. */
    static void number(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeFieldName(name);
            json.writeNumber(LoadFiles.number(value));
        }
    }

    private static void scaling(JsonGenerator json, Scaling scaling) throws IOException {
        Usl law = scaling.law();
        json.writeObjectFieldStart("scaling");
        json.writeStringField("metric", scaling.metric());
        number(json, "lambda", law.lambda());
        number(json, "sigma", law.sigma());
        number(json, "kappa", law.kappa());
        number(json, "r2", law.r2());
        number(json, "worst", law.worst());
        number(json, "knee", law.knee());
        number(json, "ceiling", law.ceiling());
        json.writeBooleanField("knee_is_beyond", scaling.isKneeBeyond());
        json.writeBooleanField("knee_is_seen", scaling.isKneeSeen());
        json.writeBooleanField("poor", law.isPoor());
        json.writeObjectFieldStart("over_replications");
        estimate(json, "lambda", scaling.lambda());
        estimate(json, "sigma", scaling.sigma());
        estimate(json, "kappa", scaling.kappa());
        json.writeEndObject();
        json.writeEndObject();
    }
}
