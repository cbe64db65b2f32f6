package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.text.Fmt;
import dev.seamstress.scenario.text.JsonWriter;
import dev.seamstress.scenario.words.Defaults;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress fmt}: the canonical form of scenarios. */
@Command(
        name = "fmt",
        description = "Print scenarios in their canonical form.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class FmtCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Scenarios, or directories of them.")
    private List<String> paths;

    @ArgGroup
    private Form form = new Form();

    /** What is to be done instead of printing. */
    static final class Form {
        @Option(names = "--json", description = "Print the tree as JSON, which can stand in place of the file.")
        private boolean json;

        @Option(
                names = "--check",
                description = "Print the files that are not in canonical form; end with 1 if there are.")
        private boolean check;

        @Option(names = "--write", description = "Rewrite the files that are not in canonical form.")
        private boolean write;
    }

    @Override
    public Integer call() throws IOException {
        List<ExitCode> codes = new ArrayList<>();
        for (String file : Scenarios.below(paths)) {
            ReadResult read = Scenarios.read(file);
            if (read.isRight()) {
                codes.add(format(file, read));
            } else {
                spec.commandLine().getErr().print(read.problems().render());
                codes.add(ExitCode.BAD_INPUT);
            }
        }
        return ExitCodes.worst(codes).number();
    }

    private ExitCode format(String file, ReadResult read) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (form.json) {
            out.println(JsonWriter.pretty(read.tree()).stripTrailing());
            return ExitCode.AS_EXPECTED;
        }
        Defaults defaults = Defaults.of(Scenarios.NAMES);
        boolean isText = read.parsed() != null;
        String text = isText ? Fmt.format(read.parsed(), defaults) : Fmt.format(read.tree(), defaults);
        if (!form.check && !form.write) {
            out.print(text);
            return ExitCode.AS_EXPECTED;
        }
        if (isText && content(file).equals(text)) {
            return ExitCode.AS_EXPECTED;
        }
        if (form.check) {
            out.println(file);
            return ExitCode.EXPECTATION_NOT_MET;
        }
        if (Input.isPipe(file)) {
            spec.commandLine().getErr().println(file + ": error: --write keeps files, and this is a pipe");
            return ExitCode.BAD_INPUT;
        }
        Path target = Path.of(file).toRealPath();
        if (!isText || !Files.isWritable(target)) {
            String why = isText ? "cannot be written" : "is JSON; --write keeps text only";
            spec.commandLine().getErr().println(file + ": error: the file " + why);
            return ExitCode.BAD_INPUT;
        }
        out.println(file);
        WholeFile.replace(target, text);
        return ExitCode.AS_EXPECTED;
    }

    private static String content(String file) throws IOException {
        try (InputStream in = Input.open(file)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
