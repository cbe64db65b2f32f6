package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.problem.Problems;
import dev.seamstress.scenario.text.ScenarioHash;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress list}: the scenarios below a directory, with what each is about. */
@Command(
        name = "list",
        description = "List scenarios: file, models, and what each is about.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ListCommand implements Callable<Integer> {
    private static final String LINE = "%-52s %s%n";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Scenarios, or directories of them; scenarios/ if not given.")
    private List<String> paths = List.of("scenarios");

    @Option(names = "--json", description = "Print one JSON object a scenario.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<String> files = Scenarios.below(paths);
        boolean isBad = false;
        for (String file : files) {
            ReadResult read = Scenarios.read(file);
            Problems problems = Runnability.problems(read);
            if (json) {
                spec.commandLine().getOut().println(asJson(file, read, problems));
            } else {
                print(file, read, problems);
            }
            isBad |= !isRight(problems);
        }
        return (isBad ? ExitCode.BAD_INPUT : ExitCode.AS_EXPECTED).number();
    }

    /** A scenario that only this version cannot run is none the worse for it. */
    private static boolean isRight(Problems problems) {
        return problems.isEmpty() || problems.isOnlyNotModelled();
    }

    private void print(String file, ReadResult read, Problems problems) {
        PrintWriter out = spec.commandLine().getOut();
        if (!isRight(problems)) {
            out.printf(Locale.ROOT, LINE, file, why(problems));
            return;
        }
        out.printf(
                Locale.ROOT,
                LINE,
                file,
                problems.isEmpty() ? models(read.resolved().orElseThrow()) : "n/a");
        Name doc = read.tree().title().doc();
        if (doc != null) {
            out.println("    " + doc.text());
        }
        if (!problems.isEmpty()) {
            out.println("    not modelled yet: " + String.join(", ", problems.notModelled()));
        }
    }

    /** The errors of a file are counted; why there is no file, or none to read, is said. */
    private static String why(Problems problems) {
        int count = problems.list().size();
        Problem first = problems.list().get(0);
        if (count == 1 && first.at().isNone()) {
            return first.message();
        }
        return Counted.of(count, "error");
    }

    private static String models(ResolvedScenario scenario) {
        return String.join(
                ", ", scenario.targets().stream().map(ListCommand::target).toList());
    }

    private static String target(Target target) {
        return target.name() + " expects " + target.expected().word()
                + (target.rule() == null ? "" : " " + target.rule());
    }

    private static String asJson(String file, ReadResult read, Problems problems) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("file", file);
            if (isRight(problems)) {
                write(generator, read, problems);
            } else {
                generator.writeStringField("problem", why(problems));
            }
            generator.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, ReadResult read, Problems problems) throws IOException {
        Scenario.Title title = read.tree().title();
        generator.writeStringField("name", title.name().text());
        if (title.doc() != null) {
            generator.writeStringField("doc", title.doc().text());
        }
        generator.writeStringField("hash", ScenarioHash.of(read.tree()));
        if (problems.isEmpty()) {
            generator.writeArrayFieldStart("targets");
            for (Target target : read.resolved().orElseThrow().targets()) {
                generator.writeString(target(target));
            }
            generator.writeEndArray();
        }
        JsonStrings.write(generator, "not_modelled_yet", problems.notModelled());
    }
}
