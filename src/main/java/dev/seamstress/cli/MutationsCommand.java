package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.core.model.Mutation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress mutations}: the bugs that can be planted, and what must find each. */
@Command(
        name = "mutations",
        description = {
            "List the bugs that --mutate can plant: name, the rule that must find it, what is wrong.",
            "With words, only those that have all of them in name, rule or sentence."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class MutationsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "WORD", arity = "0..*", description = "Such as b33, V13, lock, TRACK.")
    private List<String> words = List.of();

    @Option(names = "--json", description = "Print one JSON object a mutation.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Mutation> shown =
                Arrays.stream(Mutation.values()).filter(this::isAskedFor).toList();
        if (shown.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no mutation has '" + String.join("' and '", words) + "' in what is said of it");
        }
        for (Mutation mutation : shown) {
            out.println(json ? asJson(mutation) : asText(mutation));
        }
        return ExitCode.AS_EXPECTED.number();
    }

    private boolean isAskedFor(Mutation mutation) {
        String said = (mutation.id() + " " + mutation.rule() + " " + ChangesTold.sentence(mutation.id()))
                .toLowerCase(Locale.ROOT);
        return words.stream().allMatch(word -> said.contains(word.toLowerCase(Locale.ROOT)));
    }

    private static String asText(Mutation mutation) {
        String missing = mutation.isBuilt() ? "" : " (not modelled yet)";
        return String.format(
                Locale.ROOT,
                "%-29s %-9s %s%s",
                mutation.id(),
                mutation.rule(),
                ChangesTold.sentence(mutation.id()),
                missing);
    }

    private static String asJson(Mutation mutation) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("name", mutation.id());
            generator.writeStringField("rule", mutation.rule());
            generator.writeStringField("what", ChangesTold.sentence(mutation.id()));
            generator.writeBooleanField("built", mutation.isBuilt());
            generator.writeEndObject();
        }
        return text.toString();
    }
}
