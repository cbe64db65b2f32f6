package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.problem.ProblemSink;
import dev.seamstress.scenario.problem.Source;
import java.util.List;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;

/** Parses the text of a scenario. Errors: problems in the result; nothing is thrown for any text. */
public final class TextParser {
    private TextParser() {}

    /** Parses {@code source}; {@code defaultModel} and {@code defaultModule} are filled in where the file is silent. */
    public static Parsed parse(Source source, String defaultModel, String defaultModule) {
        ProblemSink sink = new ProblemSink();
        Damage damage = new Damage();
        Layout layout = new Layout();
        Tokens tokens = Tokens.of(source.text());
        if (!TokenLimits.check(tokens, sink)) {
            return new Parsed(source, null, damage, tokens.comments(), layout, sink);
        }
        ScenarioParser parser = new ScenarioParser(new CommonTokenStream(new ListTokenSource(tokens.list())));
        parser.removeErrorListeners();
        parser.setErrorHandler(new SyntaxRecovery(tokens, sink, damage));
        ScenarioParser.FileContext file = parser.file();
        Values values = new Values(sink);
        Scenario scenario = new TreeBuilder(values, damage, layout, defaultModel, defaultModule).build(file);
        return new Parsed(source, scenario, damage, List.copyOf(tokens.comments()), layout, sink);
    }
}
