package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Target;
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
            if (json) {
                spec.commandLine().getOut().println(asJson(file, read));
            } else {
                print(file, read);
            }
            isBad |= !read.isGood() && !read.problems().isOnlyNotModelled();
        }
        return (isBad ? ExitCode.BAD_INPUT : ExitCode.AS_EXPECTED).number();
    }

    private void print(String file, ReadResult read) {
        PrintWriter out = spec.commandLine().getOut();
        if (!read.isGood()) {
            out.printf(Locale.ROOT, "%-52s %s%n", file, why(read));
            return;
        }
        ResolvedScenario scenario = read.resolved().orElseThrow();
        String doc = scenario.title().doc();
        List<String> missing = Runnability.missing(scenario);
        out.printf(Locale.ROOT, "%-52s %s%n", file, missing.isEmpty() ? models(scenario) : "n/a");
        if (doc != null) {
            out.println("    " + doc);
        }
        if (!missing.isEmpty()) {
            out.println("    not modelled yet: " + String.join(", ", missing));
        }
    }

    private static String why(ReadResult read) {
        if (read.problems().isOnlyNotModelled()) {
            return "n/a: " + read.problems().list().get(0).message();
        }
        int count = read.problems().list().size();
        return count == 1 ? "1 error" : count + " errors";
    }

    private static String models(ResolvedScenario scenario) {
        return String.join(
                ", ", scenario.targets().stream().map(ListCommand::target).toList());
    }

    private static String target(Target target) {
        return target.name() + " expects " + target.expected().word()
                + (target.rule() == null ? "" : " " + target.rule());
    }

    private static String asJson(String file, ReadResult read) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("file", file);
            if (read.isGood()) {
                write(generator, read.resolved().orElseThrow());
            } else {
                generator.writeStringField("problem", why(read));
            }
            generator.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, ResolvedScenario scenario) throws IOException {
        generator.writeStringField("name", scenario.title().name());
        if (scenario.title().doc() != null) {
            generator.writeStringField("doc", scenario.title().doc());
        }
        generator.writeStringField("hash", scenario.title().hash());
        generator.writeArrayFieldStart("targets");
        for (Target target : scenario.targets()) {
            generator.writeString(target(target));
        }
        generator.writeEndArray();
        generator.writeArrayFieldStart("not_modelled_yet");
        for (String word : Runnability.missing(scenario)) {
            generator.writeString(word);
        }
        generator.writeEndArray();
    }
}
