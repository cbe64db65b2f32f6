package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.core.model.Mutation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code seamstress mutations}: the bugs that can be planted, and what must find each. */
@Command(
        name = "mutations",
        description = "List the bugs that --mutate can plant, and the rule that must find each.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class MutationsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object a mutation.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (Mutation mutation : Mutation.values()) {
            out.println(json ? asJson(mutation) : asText(mutation));
        }
        return ExitCode.AS_EXPECTED.number();
    }

    private static String asText(Mutation mutation) {
        String missing = mutation.isBuilt() ? "" : "  (not modelled yet)";
        return String.format(Locale.ROOT, "%-30s %-9s%s", mutation.id(), mutation.rule(), missing);
    }

    private static String asJson(Mutation mutation) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("name", mutation.id());
            generator.writeStringField("rule", mutation.rule());
            generator.writeBooleanField("built", mutation.isBuilt());
            generator.writeEndObject();
        }
        return text.toString();
    }
}
