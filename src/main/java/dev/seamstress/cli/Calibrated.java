package dev.seamstress.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.load.calibrate.Calibration;
import dev.seamstress.load.calibrate.FittedCost;
import dev.seamstress.load.random.Times;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a calibration tells: HOCON for jobs, JSON for programs, and files. */
final class Calibrated {
    /** A clock is coarse if it counts less than this many times in what it measures. */
    private static final int COARSE = 10;

    private final Calibration calibration;
    private final List<FittedCost> costs;
    private final int files;
    private final double overhead;

    Calibrated(Calibration calibration, int files, double overhead) {
        this.calibration = calibration;
        this.costs = calibration.fitted();
        this.files = files;
        this.overhead = overhead;
    }

    /** All of it is HOCON; {@code hasFiles}: files of times lie beside it. */
    String text(boolean hasFiles) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "# Costs of %d %s, %,d events; %,d lines are none, events are lost %,d times; the clock counts in %s.",
                files,
                files == 1 ? "trace" : "traces",
                calibration.events(),
                calibration.others(),
                calibration.lost(),
                Times.text(calibration.resolutionNs()));
        line(
                text,
                overhead == 0
                        ? "# Writing events takes time, which is in these costs: see --overhead."
                        : "# %s were taken off for each event that was written.",
                Times.text(overhead));
        if (calibration.backward() > 0) {
            line(text, "# %,d ends were before their beginnings: this clock runs backward.", calibration.backward());
        }
        line(text, "costs {");
        for (FittedCost cost : costs) {
            cost(text, cost, hasFiles);
        }
        line(text, "}");
        line(text, "# Not calibrated:");
        reasons().forEach((why, keys) -> line(text, "#   %s:\n#     %s", why, String.join("\n#     ", keys)));
        return text.toString();
    }

    /** Keys by the reason why they have none; those of functions are one group. */
    private Map<String, List<String>> reasons() {
        Map<String, List<String>> reasons = new TreeMap<>();
        calibration.missing().forEach((key, why) -> {
            boolean isCall = why.startsWith(FittedCost.BY_CALL);
            String what = isCall ? key + " (" + why.substring(FittedCost.BY_CALL.length()) + ")" : key;
            reasons.computeIfAbsent(isCall ? FittedCost.BY_CALL + "its function" : why, each -> new ArrayList<>())
                    .add(what);
        });
        return reasons;
    }

    private void cost(StringBuilder text, FittedCost cost, boolean hasFiles) {
        line(text, "  # %s", cost.from());
        line(
                text,
                "  # %,d times: p50 %s, p99 %s, from %s to %s",
                cost.count(),
                Times.text(cost.percentile(50)),
                Times.text(cost.percentile(99)),
                Times.text(cost.percentile(0)),
                Times.text(cost.percentile(100)));
        line(text, "  # %s", verdict(cost));
        if (cost.percentile(50) < COARSE * calibration.resolutionNs() && calibration.resolutionNs() > 1) {
            line(text, "  # the clock is too coarse for this");
        }
        boolean isFile = cost.isPoor() && hasFiles;
        line(text, "  %s = %s", cost.key(), isFile ? "{ empirical = \"" + file(cost) + "\" }" : cost.value());
    }

    private static String file(FittedCost cost) {
        return cost.key() + ".txt";
    }

    private static String verdict(FittedCost cost) {
        if (cost.form().equals("few")) {
            return "too few to tell a distribution: their median";
        }
        if (cost.form().equals("constant")) {
            return "constant: 98 % of them are within 5 % of the median, or a tick of the clock";
        }
        String distance = String.format(
                Locale.ROOT,
                "%s: its distribution function and theirs differ by %.1f%% at most",
                cost.form(),
                100 * cost.distance());
        return cost.isPoor() ? distance + ": A POOR FIT, --out writes the times themselves" : distance;
    }

    private static void line(StringBuilder text, String form, Object... values) {
        text.append(String.format(Locale.ROOT, form, values)).append('\n');
    }

    /** Writes them. Requires: the directory is new or empty. Errors: {@link IOException}, if a file is there. */
    void write(Path directory) throws IOException {
        OutDirectory.make(directory);
        for (FittedCost cost : costs) {
            if (cost.isPoor()) {
                String times = cost.times().sorted().mapToObj(Long::toString).collect(joining("\n"));
                WholeFile.create(directory.resolve(file(cost)), times + "\n");
            }
        }
        WholeFile.create(directory.resolve("costs.conf"), text(true));
    }

    String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("traces", files);
            json.writeNumberField("events", calibration.events());
            json.writeNumberField("other_lines", calibration.others());
            json.writeNumberField("lost", calibration.lost());
            json.writeNumberField("backward", calibration.backward());
            json.writeNumberField("resolution_ns", calibration.resolutionNs());
            json.writeArrayFieldStart("costs");
            for (FittedCost cost : costs) {
                json.writeStartObject();
                json.writeStringField("key", cost.key());
                json.writeStringField("from", cost.from());
                json.writeNumberField("count", cost.count());
                json.writeNumberField("min_ns", cost.percentile(0));
                json.writeNumberField("p50_ns", cost.percentile(50));
                json.writeNumberField("p99_ns", cost.percentile(99));
                json.writeNumberField("max_ns", cost.percentile(100));
                json.writeStringField("distribution", cost.form());
                SweepFiles.number(json, "distance", cost.distance());
                json.writeBooleanField("poor", cost.isPoor());
                json.writeStringField("value", cost.value());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("not_calibrated");
            for (Map.Entry<String, String> each : calibration.missing().entrySet()) {
                json.writeStringField(each.getKey(), each.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }
}
