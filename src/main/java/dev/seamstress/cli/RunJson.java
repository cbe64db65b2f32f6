package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.check.ClaimOutcome;
import dev.seamstress.check.Offence;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;

/** A run as a program reads it: one object a line, the same facts as the text, without the timeline. */
final class RunJson {
    private final PrintWriter out;

    RunJson(PrintWriter out) {
        this.out = out;
    }

    /** Writes what more there is to say of a run. */
    interface Remarks {
        void write(JsonGenerator json) throws IOException;

        /** Nothing more. */
        Remarks NONE = json -> {};
    }

    /** Prints a run; {@code remarks} are fields about it that stand before the command. */
    void print(String file, RunOrigin origin, RunOutcome outcome, ExitCode exit, Remarks remarks) throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
            json.writeStartObject();
            head(json, file, origin, outcome);
            json.writeNumberField("exit", exit.number());
            columns(json, outcome);
            claims(json, outcome);
            invariants(json, outcome);
            remarks.write(json);
            json.writeStringField("again", origin.again());
            json.writeEndObject();
        }
        out.println(line);
    }

    private static void head(JsonGenerator json, String file, RunOrigin origin, RunOutcome outcome) throws IOException {
        ModelJson.write(json, file, outcome.world());
        json.writeStringField("driver", origin.driverId());
        json.writeBooleanField("reproducible", origin.isReproducible());
        if (origin.seed().isPresent()) {
            json.writeNumberField("seed", origin.seed().getAsLong());
        }
        json.writeStringField("end", origin.text(outcome.end()));
        json.writeNumberField("steps", outcome.run().steps());
        json.writeStringField("digest", String.format(Locale.ROOT, "%016x", outcome.digest()));
        json.writeStringField("expected", outcome.expectation());
        if (outcome.isTroubleExpected()) {
            json.writeBooleanField("expected_seen", outcome.isExpectedTroubleSeen());
        }
        json.writeBooleanField("bug_on", outcome.isBugged());
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
