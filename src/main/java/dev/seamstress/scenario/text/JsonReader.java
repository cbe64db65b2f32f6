package dev.seamstress.scenario.text;

import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.problem.ProblemSink;
import dev.seamstress.scenario.problem.Source;

/** Reads JSON. */
public final class JsonReader {
    private JsonReader() {}

    /** Stub. */
    public static Scenario read(Source source, String defaultModel, String defaultModule, ProblemSink sink) {
        return null;
    }
}
