package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.check.ClaimOutcome;
import dev.seamstress.check.Offence;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;

/** A run as a program reads it: one object a line, the same facts as the text, without the timeline. */
final class RunJson {
    private final PrintWriter out;
    private final RunSettings settings;

    RunJson(PrintWriter out, RunSettings settings) {
        this.out = out;
        this.settings = settings;
    }

    void print(String file, RunOutcome outcome) throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
            json.writeStartObject();
            head(json, file, outcome);
            columns(json, outcome);
            claims(json, outcome);
            invariants(json, outcome);
            json.writeStringField("again", RunText.command(file, settings));
            json.writeEndObject();
        }
        out.println(line);
    }

    private void head(JsonGenerator json, String file, RunOutcome outcome) throws IOException {
        World world = outcome.world();
        json.writeStringField("file", file);
        json.writeStringField("scenario", world.scenario().title().name());
        json.writeStringField("hash", world.scenario().title().hash());
        json.writeStringField("model", world.model().variant().id());
        json.writeArrayFieldStart("mutations");
        for (String change : world.model().changes()) {
            json.writeString(change);
        }
        json.writeEndArray();
        json.writeStringField("module", world.module().name());
        json.writeStringField("memory", "SC");
        json.writeStringField("timers", "never");
        json.writeStringField("zerostep", "off");
        boolean isStepped = settings.driver() == RunSettings.Driver.STEPPED;
        json.writeStringField("driver", isStepped ? "pekko-stepped" : "pekko-live");
        json.writeBooleanField("reproducible", isStepped);
        if (isStepped) {
            json.writeNumberField("seed", settings.seed());
        }
        json.writeStringField("end", outcome.end().text());
        json.writeNumberField("steps", outcome.run().steps());
        json.writeStringField("digest", String.format(Locale.ROOT, "%016x", outcome.digest()));
        json.writeStringField("expected", outcome.expectation());
        if (!outcome.expectation().equals("proved")) {
            json.writeBooleanField("expected_seen", outcome.isExpectedTroubleSeen());
        }
        json.writeBooleanField("bug_on", outcome.isBugged());
        json.writeNumberField("exit", outcome.exitCode().number());
    }

    private static void columns(JsonGenerator json, RunOutcome outcome) throws IOException {
        json.writeArrayFieldStart("columns");
        for (ColumnScript column : outcome.world().scenario().columns()) {
            json.writeStartObject();
            json.writeStringField("column", column.id().name());
            json.writeStringField("state", outcome.view().column(column.id()).word());
            json.writeArrayFieldStart("operations");
            for (Operation operation : column.operations()) {
                json.writeStartObject();
                if (operation.label() != null) {
                    json.writeStringField("label", operation.label());
                }
                json.writeStringField("operation", operation.text());
                json.writeStringField("result", outcome.view().result(operation.ref()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void claims(JsonGenerator json, RunOutcome outcome) throws IOException {
        json.writeArrayFieldStart("claims");
        for (ClaimOutcome claim : outcome.claims()) {
            json.writeStartObject();
            json.writeStringField("claim", claim.name());
            json.writeStringField("verdict", claim.kind().text());
            if (claim.step() >= 0) {
                json.writeNumberField("step", claim.step());
            }
            json.writeStringField("text", claim.text());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Only those that are broken. */
    private static void invariants(JsonGenerator json, RunOutcome outcome) throws IOException {
        json.writeArrayFieldStart("invariants");
        for (Offence offence : outcome.offences()) {
            json.writeStartObject();
            json.writeStringField("invariant", offence.invariant());
            json.writeStringField("verdict", ClaimOutcome.Kind.BROKEN.text());
            json.writeNumberField("step", offence.step());
            json.writeStringField("text", offence.text());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
