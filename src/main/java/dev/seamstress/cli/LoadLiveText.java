package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.load.demand.OpClass;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.Latency;
import dev.seamstress.load.random.Times;
import dev.seamstress.load.run.LiveLoad.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a live load run has shown, for people and for programs. */
final class LoadLiveText {
    private final LoadLive.Outcome outcome;

    LoadLiveText(LoadLive.Outcome outcome) {
        this.outcome = outcome;
    }

    void print(PrintWriter printer) {
        LoadLines out = new LoadLines(printer);
        Job job = outcome.job();
        out.line(
                "%s: live, on Pekko actors, by the wall clock, %d processors: not reproducible",
                job.name(), Runtime.getRuntime().availableProcessors());
        out.line(
                "  %s, %s, seed %d; costs do not count, and no timer waits for less than 1ms",
                job.vm().model().id(), Counted.of(job.vm().vcpus(), "vCPU"), outcome.seed());
        out.line(
                "  %,d messages in %.2f s, %,.0f a second; %s",
                outcome.run().steps(), outcome.seconds(), outcome.messagesPerSecond(), outcome.end());
        if (outcome.load().isDead()) {
            out.line("  a KVM_BUG_ON of the model ended it");
        }
        out.table("messages that wait in a mailbox", List.of("actors", "mean", "most"));
        outcome.depths()
                .byRole()
                .forEach((role, depth) -> out.row(
                        "  " + role.text(),
                        List.of(LoadLines.count(depth.actors()), mean(role), LoadLines.count(depth.max()))));
        out.table("operations, by the wall clock", List.of("count", "a second", "failed", "p50", "p99", "max"));
        for (OpClass what : seen()) {
            out.row(
                    "  " + key(what),
                    cells(
                            outcome.load().times().of(what),
                            LoadLines.count(outcome.load().times().failed(what))));
        }
        out.row(
                "tasks, from when they were to begin",
                cells(outcome.load().times().tasks(), "-"));
    }

    private List<OpClass> seen() {
        return Arrays.stream(OpClass.values())
                .filter(what -> outcome.load().times().of(what).count() > 0)
                .toList();
    }

    private static String key(OpClass what) {
        return what.name().toLowerCase(Locale.ROOT);
    }

    private List<String> cells(Latency latency, String failed) {
        return List.of(
                LoadLines.count(latency.count()),
                LoadLines.count(Math.round(latency.count() / outcome.seconds())),
                failed,
                Times.text(latency.percentile(50)),
                Times.text(latency.percentile(99)),
                Times.text(latency.max()));
    }

    private String mean(Role role) {
        return outcome.depths().looks() == 0
                ? "-"
                : String.format(Locale.ROOT, "%.2f", outcome.depths().mean(role));
    }

    /** One object. Times are in nanoseconds of the wall clock. */
    String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("job", outcome.job().name());
            json.writeBooleanField("live", true);
            json.writeBooleanField("reproducible", false);
            json.writeStringField("model", outcome.job().vm().model().id());
            json.writeNumberField("vcpus", outcome.job().vm().vcpus());
            json.writeNumberField("seed", outcome.seed());
            json.writeStringField("end", outcome.end());
            json.writeBooleanField("kvm_bug", outcome.load().isDead());
            json.writeNumberField("messages", outcome.run().steps());
            json.writeNumberField("seconds", outcome.seconds());
            json.writeNumberField("messages_per_second", outcome.messagesPerSecond());
            mailboxes(json);
            operations(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    private void mailboxes(JsonGenerator json) throws IOException {
        json.writeNumberField("looks", outcome.depths().looks());
        json.writeObjectFieldStart("mailboxes");
        for (var each : outcome.depths().byRole().entrySet()) {
            json.writeObjectFieldStart(each.getKey().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("actors", each.getValue().actors());
            json.writeNumberField("mean", outcome.depths().mean(each.getKey()));
            json.writeNumberField("max", each.getValue().max());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void operations(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("operations");
        for (OpClass what : seen()) {
            latency(json, key(what), outcome.load().times().of(what));
        }
        json.writeEndObject();
        latency(json, "tasks", outcome.load().times().tasks());
    }

    private static void latency(JsonGenerator json, String name, Latency latency) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", latency.count());
        json.writeNumberField("p50", latency.percentile(50));
        json.writeNumberField("p99", latency.percentile(99));
        json.writeNumberField("max", latency.max());
        json.writeEndObject();
    }
}
