package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.explore.Explanation;
import dev.seamstress.explore.Exploration;
import dev.seamstress.explore.Finding;
import dev.seamstress.explore.NearestPass;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;

/** An exploration as a program reads it: one object a line. */
final class ExploreJson {
    private final PrintWriter out;
    private final boolean isStrict;

    ExploreJson(PrintWriter out, boolean isStrict) {
        this.out = out;
        this.isStrict = isStrict;
    }

    /** {@code written}: the file of the counterexample, or null. */
    void print(ExploreOutcome outcome, String written) throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
            json.writeStartObject();
            head(json, outcome);
            size(json, outcome.exploration());
            json.writeBooleanField("all_moments", outcome.hasAllMoments());
            json.writeStringField("fused", Fused.text(outcome.world().kvm().footprint()));
            findings(json, outcome);
            outcomes(json, outcome.exploration());
            if (outcome.counterexample().isPresent()) {
                counterexample(json, outcome.counterexample().get(), written);
            }
            json.writeNumberField("exit", outcome.exitCode(isStrict).number());
            Assumptions.write(json, outcome.world());
            json.writeEndObject();
        }
        out.println(line);
    }

    private static void head(JsonGenerator json, ExploreOutcome outcome) throws IOException {
        ModelJson.write(json, outcome.file(), outcome.world());
        json.writeStringField("verdict", outcome.exploration().verdict().name().toLowerCase(Locale.ROOT));
        json.writeStringField("end", outcome.exploration().end().text());
        json.writeStringField(
                "livelocks", outcome.exploration().livelocks().name().toLowerCase(Locale.ROOT));
        json.writeStringField("expected", outcome.expectation().text());
        json.writeBooleanField("as_expected", outcome.expectation().isMet(outcome.exploration()));
    }

    private static void size(JsonGenerator json, Exploration exploration) throws IOException {
        Exploration.Size size = exploration.size();
        json.writeNumberField("states", size.states());
        json.writeNumberField("states_unfolded", size.unfolded());
        json.writeStringField("symmetry", size.symmetry());
        json.writeNumberField("transitions", size.transitions());
        json.writeNumberField("finals", size.finals());
        json.writeNumberField("depth", size.depth());
        json.writeNumberField("starvations", size.starvations());
        json.writeNumberField("bytes", size.bytes());
        json.writeNumberField("collision_bound", size.collisionBound());
        json.writeNumberField("schedules_walked", exploration.walks().schedules());
        json.writeNumberField("steps_walked", exploration.walks().steps());
        json.writeNumberField("schedules_cut", exploration.walks().cut());
    }

    private static void findings(JsonGenerator json, ExploreOutcome outcome) throws IOException {
        json.writeArrayFieldStart("findings");
        for (Finding found : outcome.exploration().findings()) {
            boolean isFirst = outcome.finding()
                    .filter(first -> first.rule().name().equals(found.rule().name()))
                    .isPresent();
            Finding finding = isFirst ? outcome.finding().orElseThrow() : found;
            json.writeStartObject();
            json.writeStringField("rule", finding.rule().name());
            json.writeStringField("kind", finding.rule().kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("text", finding.rule().text());
            json.writeNumberField("steps", finding.schedule().size());
            if (finding.loopStart() != Finding.NO_LOOP) {
                json.writeNumberField("loop", finding.loopStart());
            }
            json.writeStringField("schedule", finding.schedule().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        JsonStrings.write(json, "not_seen", outcome.exploration().unwitnessed());
    }

    private static void counterexample(JsonGenerator json, Counterexample counterexample, String written)
            throws IOException {
        Explanation explanation = counterexample.explanation();
        json.writeObjectFieldStart("counterexample");
        json.writeNumberField(
                "steps", counterexample.shrunk().finding().schedule().size());
        json.writeBooleanField("is_shortest", counterexample.shrunk().isShortest());
        json.writeBooleanField("is_minimal", counterexample.shrunk().isMinimal());
        json.writeNumberField("doomed_after", explanation.doom().step());
        json.writeBooleanField("doomed_after_is_known", explanation.doom().isKnown());
        if (explanation.nearest().isPresent()) {
            NearestPass nearest = explanation.nearest().get();
            json.writeNumberField("parts_at", nearest.fork());
            json.writeStringField("failing_choice", nearest.failing().toString());
            json.writeStringField("passing_choice", nearest.passing().toString());
            json.writeStringField("passing_schedule", nearest.schedule().toString());
        }
        json.writeStringField("blame", explanation.blame().name().toLowerCase(Locale.ROOT));
        json.writeStringField("text", counterexample.mail());
        if (written != null) {
            json.writeStringField("file", written);
        }
        json.writeEndObject();
    }

    private static void outcomes(JsonGenerator json, Exploration exploration) throws IOException {
        json.writeNumberField("coverage", exploration.coverage().triples());
        JsonStrings.write(json, "never_reached", exploration.coverage().gaps());
        json.writeArrayFieldStart("outcomes");
        for (Map.Entry<String, Long> outcome : exploration.outcomes().counts().entrySet()) {
            json.writeStartObject();
            json.writeStringField("results", outcome.getKey());
            json.writeNumberField("final_states", outcome.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("other_final_states", exploration.outcomes().others());
    }
}
