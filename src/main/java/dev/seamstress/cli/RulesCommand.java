package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.scenario.problem.Near;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress rules}: what a run or a search looks at, and all about a rule. */
@Command(
        name = "rules",
        description = {
            "List the rules that runs and searches look at: name, whose it is, what holds, where that is from.",
            "With words, only those that have all of them in their line.",
            "With names of rules only, such as V13: all about each, and which bugs and scenarios break it.",
            "Not listed are the claims of a scenario: always, never, finally, sometimes, order."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RulesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WORD",
            arity = "0..*",
            description = "Such as V13, UAF, deadlock; or root, tdx.c, module.")
    private List<String> words = List.of();

    @Option(names = "--json", description = "Print one JSON object a rule, with all about it.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<String> names = split();
        boolean areNames = !names.isEmpty() && names.stream().allMatch(RulesCommand::isName);
        List<ToldRule> shown = ToldRule.all().stream()
                .filter(rule -> areNames ? names.stream().anyMatch(rule::isCalled) : rule.has(words))
                .toList();
        if (shown.isEmpty()) {
            throw new ParameterException(spec.commandLine(), nothing());
        }
        if (!json && !areNames) {
            shown.forEach(rule -> out.println(rule.line()));
            return ExitCode.AS_EXPECTED.number();
        }
        RuleBreaks breaks = RuleBreaks.ofTheCatalogue();
        RuleText text = new RuleText(out, breaks);
        for (ToldRule rule : shown) {
            if (json) {
                out.println(asJson(rule, breaks));
            } else {
                text.print(rule);
            }
        }
        return ExitCode.AS_EXPECTED.number();
    }

    private String nothing() {
        String nothing = "no rule has '" + String.join("' and '", words) + "' in what is said of it";
        String wrong =
                split().stream().filter(name -> !isName(name)).findFirst().orElse("");
        String near = Near.best(wrong, ToldRule.names());
        return nothing + (near == null ? "" : "; did you mean '" + near + "'?");
    }

    /** The words, as names of rules with commas between them, as {@code --without} takes them, too. */
    private List<String> split() {
        return words.stream().flatMap(word -> Stream.of(word.split(","))).toList();
    }

    private static boolean isName(String word) {
        return ToldRule.all().stream().anyMatch(rule -> rule.isCalled(word));
    }

    private static String asJson(ToldRule rule, RuleBreaks breaks) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("rule", rule.name());
            generator.writeStringField("whose", rule.owner());
            generator.writeStringField("what", rule.statement());
            generator.writeStringField("source", rule.source());
            generator.writeStringField("when", rule.when());
            JsonStrings.write(generator, "in_full", RulesTold.texts(rule.name()));
            generator.writeStringField("if_broken", rule.meaning());
            generator.writeBooleanField("off_behind_kvms_back", rule.isOfKvmsProtocol());
            JsonStrings.write(
                    generator,
                    "mutations",
                    rule.finds().stream().map(Mutation::id).toList());
            scenarios(generator, rule.name(), breaks);
            generator.writeBooleanField("can_be_off", rule.canBeOff());
            generator.writeEndObject();
        }
        return text.toString();
    }

    /** Null if there is no catalogue to look into. */
    private static void scenarios(JsonGenerator generator, String rule, RuleBreaks breaks) throws IOException {
        if (!breaks.areKnown()) {
            generator.writeNullField("scenarios");
            return;
        }
        generator.writeArrayFieldStart("scenarios");
        for (RuleBreaks.Break scenario : breaks.of(rule)) {
            generator.writeStartObject();
            generator.writeStringField("file", scenario.file());
            generator.writeStringField("kernel", scenario.kernel());
            generator.writeEndObject();
        }
        generator.writeEndArray();
    }
}
