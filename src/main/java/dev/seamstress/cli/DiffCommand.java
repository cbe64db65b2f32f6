package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.trace.export.RaceDiagram;
import dev.seamstress.trace.tell.RunDiff;
import dev.seamstress.trace.tell.StoryStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress diff}: says in what two runs differ. */
@Command(
        name = "diff",
        description = {
            "Say in what two runs differ: where they part, and what each actor does otherwise.",
            "That they differ is no error."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DiffCommand implements Callable<Integer> {
    private static final JsonFactory JSON = new JsonFactory();

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "A scenario with a schedule, or an event log.")
    private String fileA;

    @Parameters(index = "1", paramLabel = "B", description = "Another one.")
    private String fileB;

    @Option(names = "--width", paramLabel = "N", description = "How long lines may be, 60 to 200; 75 if not given.")
    private int width = RaceDiagram.WIDTH;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (width < RaceDiagram.WIDTH_MIN || width > RaceDiagram.WIDTH_MAX) {
            String range = RaceDiagram.WIDTH_MIN + " to " + RaceDiagram.WIDTH_MAX;
            throw new ParameterException(spec.commandLine(), "--width takes " + range + ", not " + width);
        }
        ToldRun a = read(fileA);
        ToldRun b = read(fileB);
        if (a == null || b == null) {
            return ExitCode.BAD_INPUT.number();
        }
        RunDiff diff = RunDiff.of(a.story(), b.story());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            print(out, a, b, diff);
        } else {
            new DiffText(out, width).print(a, b, diff);
        }
        out.flush();
        return ExitCodes.worst(List.of(a.exitCode(), b.exitCode())).number();
    }

    /** Null if it cannot be read, of which is told. */
    private ToldRun read(String file) {
        PrintWriter err = spec.commandLine().getErr();
        try {
            ToldRun run = ToldRun.of(file);
            run.warnings().forEach(err::println);
            return run;
        } catch (RunFile.Refused refused) {
            err.print(refused.getMessage());
            return null;
        }
    }

    private static void print(PrintWriter out, ToldRun a, ToldRun b, RunDiff diff) throws IOException {
        JsonGenerator json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        run(json, "a", a);
        run(json, "b", b);
        json.writeBooleanField("same", diff.isSame());
        json.writeBooleanField("reordered", diff.isReordered());
        if (!diff.isSame()) {
            json.writeNumberField("first", diff.first());
        }
        json.writeArrayFieldStart("actors");
        for (RunDiff.ActorDiff actor : diff.actors()) {
            json.writeStartObject();
            json.writeStringField("name", actor.name());
            json.writeNumberField("same_before", actor.before());
            json.writeNumberField("same_after", actor.after());
            steps(json, "a", actor.a());
            steps(json, "b", actor.b());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        out.println();
    }

    private static void run(JsonGenerator json, String name, ToldRun run) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("file", run.file());
        json.writeStringField("scenario", run.story().head().scenario());
        json.writeStringField("model", run.story().head().model());
        json.writeStringField("module", run.story().head().module());
        json.writeNumberField("length", run.story().steps().size());
        json.writeStringField("end", DiffText.end(run));
        json.writeEndObject();
    }

    private static void steps(JsonGenerator json, String name, List<StoryStep> steps) throws IOException {
        json.writeArrayFieldStart(name);
        for (StoryStep step : steps) {
            json.writeStartObject();
            json.writeNumberField("step", step.step());
            json.writeStringField("deed", step.deed());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
