package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.explore.Doom;
import dev.seamstress.explore.NearestPass;
import dev.seamstress.trace.export.TimelineView;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.tell.Story;
import dev.seamstress.trace.tell.StoryStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** An explanation as one JSON object. */
final class ExplainJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ExplainJson() {}

    static void print(PrintWriter out, ToldRun run, Why why, TimelineView shown) throws IOException {
        JsonGenerator json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeStringField("file", run.file());
        Story story = run.story();
        head(json, story);
        json.writeBooleanField("broken", why.isBroken());
        if (why.isBroken()) {
            why(json, why);
        }
        json.writeArrayFieldStart("steps");
        for (StoryStep step : story.steps()) {
            boolean isShown = step.isTold() && shown.steps().step(step.step());
            if (isShown || why.causes().contains(step.step())) {
                step(json, step, why.causes().contains(step.step()));
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        out.println();
    }

    private static void head(JsonGenerator json, Story story) throws IOException {
        LogEntry.Head head = story.head();
        json.writeStringField("scenario", head.scenario());
        json.writeStringField("hash", head.hash());
        json.writeStringField("model", head.model());
        json.writeStringField("module", head.module());
        json.writeNumberField("length", story.steps().size());
    }

    private static void why(JsonGenerator json, Why why) throws IOException {
        json.writeStringField("rule", why.rule());
        json.writeNumberField("broken_in", why.step());
        json.writeStringField("how", why.text());
        if (!why.statement().isEmpty()) {
            json.writeStringField("statement", why.statement());
        }
        if (why.loop() >= 0) {
            json.writeNumberField("loop", why.loop());
        }
        steps(json, "causes", why.causes());
        steps(json, "roots", why.roots());
        if (why.explanation().isPresent()) {
            Doom doom = why.explanation().get().doom();
            json.writeNumberField("no_schedule_passes_after", doom.step());
            json.writeBooleanField("no_earlier_step_decides", doom.isKnown());
            json.writeStringField("blame", why.explanation().get().blame().who());
        }
        if (why.nearest().isPresent()) {
            NearestPass nearest = why.nearest().get();
            json.writeObjectFieldStart("nearest");
            json.writeNumberField("length", nearest.schedule().size());
            json.writeNumberField("fork", nearest.fork());
            json.writeEndObject();
        }
    }

    private static void steps(JsonGenerator json, String name, List<Integer> steps) throws IOException {
        json.writeArrayFieldStart(name);
        for (int step : steps) {
            json.writeNumber(step);
        }
        json.writeEndArray();
    }

    private static void step(JsonGenerator json, StoryStep step, boolean isCause) throws IOException {
        json.writeStartObject();
        json.writeNumberField("step", step.step());
        json.writeStringField("actor", step.actor());
        json.writeStringField("from", step.from());
        json.writeStringField("message", step.message());
        json.writeBooleanField("cause", isCause);
        json.writeArrayFieldStart("told");
        for (StoryStep.Clause clause : step.clauses()) {
            json.writeStartObject();
            json.writeStringField("event", clause.event());
            json.writeStringField("text", clause.text());
            json.writeStringField("source", clause.source());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
