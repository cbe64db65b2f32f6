package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.problem.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress lint}: reads scenarios and reports all that is wrong with them, or keeps them from running. */
@Command(
        name = "lint",
        description = {
            "Check scenarios without running them.",
            "Prints every error with its place; ends with 65 if there is one."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class LintCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Scenarios, or directories of them.")
    private List<String> paths;

    @Option(names = "--json", description = "Print one JSON object a file, errors included.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<ExitCode> codes = new ArrayList<>();
        for (String file : Scenarios.below(paths)) {
            Problems problems = Runnability.problems(Scenarios.read(file));
            if (json) {
                out.println(asJson(file, problems));
            } else if (problems.isEmpty()) {
                out.println(file + ": ok");
            } else {
                spec.commandLine().getErr().print(problems.render());
            }
            codes.add(problems.isEmpty() ? ExitCode.AS_EXPECTED : ExitCode.BAD_INPUT);
        }
        return ExitCodes.worst(codes).number();
    }

    private static String asJson(String file, Problems problems) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("file", file);
            generator.writeStringField("state", state(problems));
            generator.writeArrayFieldStart("problems");
            for (Problem problem : problems.list()) {
                write(generator, problem);
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        return text.toString();
    }

    private static String state(Problems problems) {
        if (problems.isEmpty()) {
            return "ok";
        }
        return problems.isOnlyNotModelled() ? "not modelled yet" : "wrong";
    }

    /** Without a line and a column, if the problem is one of the file as a whole. */
    private static void write(JsonGenerator generator, Problem problem) throws IOException {
        generator.writeStartObject();
        if (!problem.at().isNone()) {
            generator.writeNumberField("line", problem.at().line());
            generator.writeNumberField("column", problem.at().column());
        }
        generator.writeStringField("message", problem.message());
        if (problem.kind() == Problem.Kind.NOT_MODELLED) {
            generator.writeStringField("not_modelled_yet", problem.word());
        }
        if (problem.note() != null) {
            generator.writeStringField("note", problem.note());
        }
        if (problem.hint() != null) {
            generator.writeStringField("hint", problem.hint());
        }
        generator.writeEndObject();
    }
}
