package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.problem.ProblemSink;
import dev.seamstress.scenario.problem.Source;
import dev.seamstress.scenario.words.Defaults;
import java.util.List;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;

/** Parses the text of a scenario. Errors: problems in the result; nothing is thrown for any text. */
public final class TextParser {
    private TextParser() {}

    /** Parses {@code source}; {@code defaults} are filled in where the file is silent. */
    public static Parsed parse(Source source, Defaults defaults) {
        ProblemSink sink = new ProblemSink();
        Damage damage = new Damage();
        Layout layout = new Layout();
        Tokens tokens = Tokens.of(source.text());
        if (!tokens.areScenario()) {
            Token first = tokens.first();
            boolean isEmpty = first.getType() == Token.EOF;
            String message = isEmpty ? "there is no scenario here" : "this is no scenario: expected `TDX`";
            sink.error(Tokens.at(first), message, "a scenario starts with `TDX name`");
            return new Parsed(null, damage, tokens.comments(), layout, sink);
        }
        if (tokens.isNameMissing()) {
            Token first = tokens.first();
            sink.error(Tokens.at(first).after(), "expected the scenario's name", "a scenario starts with `TDX name`");
            return new Parsed(null, damage, tokens.comments(), layout, sink);
        }
        if (!TokenLimits.check(tokens, sink)) {
            return new Parsed(null, damage, tokens.comments(), layout, sink);
        }
        ScenarioParser parser = new ScenarioParser(new CommonTokenStream(new ListTokenSource(tokens.list())));
        parser.removeErrorListeners();
        parser.setErrorHandler(new SyntaxRecovery(tokens, sink, damage));
        ScenarioParser.FileContext file = parser.file();
        Values values = new Values(sink);
        Scenario scenario = new TreeBuilder(tokens, values, damage, layout, defaults).build(file);
        return new Parsed(scenario, damage, List.copyOf(tokens.comments()), layout, sink);
    }
}
