package dev.seamstress.cli;

import dev.seamstress.scenario.ReadResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress lint}: reads scenarios and reports all that is wrong with them. */
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

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<ExitCode> codes = new ArrayList<>();
        for (String file : Scenarios.below(paths)) {
            ReadResult read = Scenarios.read(file);
            if (!read.isGood()) {
                spec.commandLine().getErr().print(read.problems().render());
                codes.add(ExitCode.BAD_INPUT);
                continue;
            }
            List<String> missing = Runnability.missing(read.resolved().orElseThrow());
            out.println(file + ": ok" + (missing.isEmpty() ? "" : "; not modelled yet: " + String.join(", ", missing)));
            codes.add(ExitCode.AS_EXPECTED);
        }
        return ExitCodes.worst(codes).number();
    }
}
