package dev.seamstress.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What commands about many scenarios take: where they are, and how many threads search. */
final class TableOptions {
    private static final List<String> ALL = List.of("scenarios");

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Scenarios, or directories of them; scenarios/ if not given.")
    private List<String> paths = ALL;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many threads search; one a processor if not given.")
    private int workers = Runtime.getRuntime().availableProcessors();

    /** The files, sorted. Errors: {@link ParameterException} if there are none, or for what makes no sense. */
    List<String> files(CommandLine command) {
        if (workers < 1) {
            throw new ParameterException(command, "--workers takes a number from 1, not " + workers);
        }
        List<String> files = Scenarios.below(paths);
        if (files.isEmpty()) {
            throw new ParameterException(
                    command, "there is no .tdx file below " + String.join(", ", paths) + "; name files or directories");
        }
        return files;
    }

    /** True if they are all that is shipped. */
    boolean areAll() {
        return paths.equals(ALL);
    }

    int workers() {
        return workers;
    }
}
