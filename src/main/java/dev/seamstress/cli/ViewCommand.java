package dev.seamstress.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress view}: a page of the run that a file shows. */
@Command(
        name = "view",
        description = {
            "Write a page to look at a run in a browser, and say where it is; it opens at the step that went wrong.",
            "The run is the one of a schedule or counterexample, of an event log, or one of a scenario."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ViewCommand implements Callable<Integer> {
    private static final int NAME_MAX = 60;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = {
                "What 'run --schedule-out', 'explore' and 'shrink' write (it is replayed), what '--trace' writes,",
                "or a scenario, which is run."
            })
    private String file;

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            arity = "0..1",
            description = "Where to write; a new temporary directory if not given.")
    private String out;

    @Option(names = "--force", description = "Replace OUT.")
    private boolean force;

    @Option(names = "--open", description = "Show the page in the browser.")
    private boolean open;

    @Option(
            names = "--browser",
            paramLabel = "PROGRAM",
            description = "Show it with that program, which gets the page's address as its only argument.")
    private String browser;

    @Option(
            names = "--with",
            paramLabel = "FILE",
            description = {
                "Put the run of another file beside it: of a log, a schedule, or a scenario, under the same seed and",
                "kernel. If not given, the nearest schedule that passes stands beside a run that fails."
            })
    private String beside;

    @Option(names = "--seed", paramLabel = "N", description = "Which run of a scenario; 1 if not given.")
    private Long seed;

    @Mixin
    private KernelOptions kernelOptions = new KernelOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        KernelChoice kernel = kernelOptions.choice(spec.commandLine());
        PrintWriter err = spec.commandLine().getErr();
        ViewFile view = new ViewFile(file, err::println);
        ViewFile other = beside == null ? null : new ViewFile(beside, err::println);
        boolean isChosen = seed != null || !kernel.equals(KernelChoice.OF_THE_FILE);
        boolean saysAll = view.kind() == RunFile.Kind.LOG || view.kind() == RunFile.Kind.SCHEDULE;
        if (isChosen && saysAll) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seed, --model, --mutate, --module and --without are for a scenario; " + file + " is "
                            + view.kind().text() + ", which says all that");
        } else if (force && out == null) {
            throw new ParameterException(spec.commandLine(), "--force is for OUT");
        } else if (other != null && other.kind() == RunFile.Kind.OTHER) {
            throw new ParameterException(spec.commandLine(), beside + " is no run that --with can show");
        }
        String refusal = out == null ? null : ScheduleFiles.refusal(out, force);
        if (refusal != null) {
            err.println(refusal);
            return ExitCode.BAD_INPUT.number();
        }
        try {
            long first = seed == null ? 1 : seed;
            ViewFile.Viewed viewed = view.view(kernel, first, other == null);
            KernelChoice same = view.kind() == RunFile.Kind.SCENARIO ? kernel : KernelChoice.OF_THE_FILE;
            return write(viewed, other == null ? null : other.view(same, first, false))
                    .number();
        } catch (RunFile.Refused problem) {
            err.print(problem.getMessage());
            return ExitCode.BAD_INPUT.number();
        }
    }

    /** {@code other}: what stands beside it; null if that is what it is compared with. */
    private ExitCode write(ViewFile.Viewed viewed, ViewFile.Viewed other) throws IOException {
        Path directory = out == null ? Files.createTempDirectory("seamstress-") : null;
        Path page = directory == null ? Path.of(out) : directory.resolve(fileName(viewed.name()));
        RunPair pair = new RunPair(file, beside);
        Optional<TraceFiles.Source> second = other == null
                ? viewed.comparison().flatMap(Comparison::passing)
                : Optional.of(sink -> other.source().tell(pair.second(sink)));
        try {
            TraceFiles.write(
                    page.toString(),
                    force,
                    stream -> TraceFiles.html(stream, sink -> viewed.source().tell(pair.first(sink)), second));
        } catch (IOException problem) {
            if (directory != null) {
                Files.delete(directory);
            }
            String text = problem.getCause() instanceof RunFile.Refused refused
                    ? refused.getMessage()
                    : problem.getMessage() + "\n";
            spec.commandLine().getErr().print(text);
            return ExitCode.BAD_INPUT;
        }
        PrintWriter result = spec.commandLine().getOut();
        Path whole = page.toAbsolutePath().normalize();
        result.println(pair.text());
        pair.besideText().ifPresent(text -> result.println("  beside it: " + text));
        viewed.comparison().flatMap(Comparison::text).ifPresent(text -> result.println("  " + text));
        result.println("  page: " + page);
        boolean isShown = open || browser != null;
        if (!isShown) {
            result.println("  open it in a browser, or with --open: " + whole.toUri());
        }
        result.flush();
        if (isShown && !show(whole)) {
            return ExitCode.BAD_INPUT;
        }
        return other == null ? viewed.exitCode() : ExitCodes.worst(List.of(viewed.exitCode(), other.exitCode()));
    }

    private boolean show(Path page) {
        try {
            (browser == null ? Browser.of(System.getProperty("os.name")) : Browser.named(browser)).show(page.toUri());
            return true;
        } catch (IOException problem) {
            spec.commandLine()
                    .getErr()
                    .println("seamstress: the page is written, but not shown: " + problem.getMessage()
                            + "; open it yourself: " + page.toUri());
            return false;
        }
    }

    /** A name that no system minds, whatever the scenario is called. */
    private static String fileName(String scenario) {
        String plain = scenario.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9.-]+", "-")
                .replaceAll("^[.-]+", "");
        String name = plain.substring(0, Math.min(plain.length(), NAME_MAX));
        return (name.isEmpty() ? "run" : name) + ".html";
    }
}
