package dev.seamstress.scenario;

import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.parse.Damage;
import dev.seamstress.scenario.parse.Parsed;
import dev.seamstress.scenario.parse.SourceReader;
import dev.seamstress.scenario.parse.TextParser;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.problem.ProblemSink;
import dev.seamstress.scenario.problem.Problems;
import dev.seamstress.scenario.problem.Source;
import dev.seamstress.scenario.resolve.Resolver;
import dev.seamstress.scenario.text.JsonReader;
import dev.seamstress.scenario.text.ScenarioHash;
import dev.seamstress.scenario.words.Defaults;
import dev.seamstress.scenario.words.KnownNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads scenarios. Errors: in the result; nothing is thrown for any file. */
public final class ScenarioReader {
    private ScenarioReader() {}

    /** Reads a file, {@code .tdx} or JSON, whichever it holds; its name in messages is the path as given. */
    public static ReadResult read(Path file, KnownNames known) {
        return read(file.toString(), SourceReader.read(file), known);
    }

    /** Reads what {@code input} opens as the content of a file called {@code name}. */
    public static ReadResult read(String name, SourceReader.Opener input, KnownNames known) {
        return read(name, SourceReader.read(input, SourceReader.Bound.OF_A_SCENARIO), known);
    }

    /** Reads {@code bytes} as the content of a file called {@code name}. */
    public static ReadResult read(String name, byte[] bytes, KnownNames known) {
        return read(name, SourceReader.decode(bytes), known);
    }

    private static ReadResult read(String name, SourceReader.Read read, KnownNames known) {
        if (read.problem() != null) {
            Problems problems = new Problems(name, read.source(), List.of(read.problem()));
            return new ReadResult(Optional.empty(), null, null, problems);
        }
        Source source = read.source();
        Defaults defaults = Defaults.of(known);
        // No scenario text starts with a brace: it starts with TDX or a comment.
        if (source.text().stripLeading().startsWith("{")) {
            ProblemSink sink = new ProblemSink();
            Scenario tree = JsonReader.read(source, defaults, sink);
            return resolve(name, source, tree, null, known, sink);
        }
        Parsed parsed = TextParser.parse(source, defaults);
        return resolve(name, source, parsed.scenario(), parsed, known, parsed.sink());
    }

    private static ReadResult resolve(
            String name, Source source, Scenario tree, Parsed parsed, KnownNames known, ProblemSink sink) {
        Optional<ResolvedScenario> resolved = Optional.empty();
        if (tree != null) {
            Damage damage = parsed == null ? new Damage() : parsed.damage();
            resolved = Optional.ofNullable(Resolver.resolve(tree, damage, ScenarioHash.of(tree), known, sink));
        }
        return new ReadResult(resolved, tree, parsed, new Problems(name, source, sink.sorted()));
    }
}
