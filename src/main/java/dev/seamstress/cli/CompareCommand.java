package dev.seamstress.cli;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.stats.JobComparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress compare}: plays two load jobs with the same random numbers, and says in what they differ. */
@Command(
        name = "compare",
        description = {
            "Play two load jobs, or one in two forms, with the same random numbers, and say in what they differ.",
            "Each replication of one is paired with its twin of the other. Ends as 'load' does."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A.conf", description = "A load job; conf/load has some.")
    private String first;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "B.conf",
            description = "Another one; the same again if there is none.")
    private String second;

    @Mixin
    private JobOptions options = new JobOptions();

    @Option(names = "--set-a", paramLabel = "KEY=VALUE", description = "In place of what the first one says.")
    private List<String> firstSets = List.of();

    @Option(names = "--set-b", paramLabel = "KEY=VALUE", description = "In place of what the second one says.")
    private List<String> secondSets = List.of();

    @Option(names = "--model-a", paramLabel = "M", description = "The kernel of the first one.")
    private String firstModel;

    @Option(names = "--model-b", paramLabel = "M", description = "The kernel of the second one.")
    private String secondModel;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description = "What is shown whether it differs or not; may be given again.")
    private List<String> metrics = SweepCommand.METRICS;

    @Option(names = "--all", description = "Show every metric that is not the same in every pair.")
    private boolean all;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        LoadRuns runs = new LoadRuns(spec.commandLine());
        runs.requireMetrics(metrics);
        requireSense();
        Optional<Job> a = runs.read(first, settings(firstSets, firstModel));
        Optional<Job> b = runs.read(second == null ? first : second, settings(secondSets, secondModel));
        if (a.isEmpty() || b.isEmpty()) {
            return ExitCode.BAD_INPUT.number();
        }
        if (Math.min(
                        a.orElseThrow().measure().replications(),
                        b.orElseThrow().measure().replications())
                < JobComparison.PAIRS_LEAST) {
            throw new ParameterException(
                    spec.commandLine(), "of one replication there is no interval: give --replications 2 or more");
        }
        try (Interrupt interrupt = new Interrupt()) {
            Optional<LoadResult> one = runs.play(a.orElseThrow(), options.seed(), "A", interrupt::isRaised);
            Optional<LoadResult> other = runs.play(b.orElseThrow(), options.seed(), "B", interrupt::isRaised);
            if (size(one) < JobComparison.PAIRS_LEAST || size(other) < JobComparison.PAIRS_LEAST) {
                spec.commandLine().getErr().println("interrupted before two pairs were at their end: no result");
                return ExitCode.INTERRUPTED.number();
            }
            tell(JobComparison.of(one.orElseThrow(), other.orElseThrow()));
            return runs.verdict(List.of(one.orElseThrow(), other.orElseThrow()), interrupt.isRaised())
                    .number();
        }
    }

    private static int size(Optional<LoadResult> result) {
        return result.map(each -> each.runs().size()).orElse(0);
    }

    private void requireSense() {
        options.requireReplications(JobComparison.PAIRS_LEAST);
        boolean isOne = second == null || second.equals(first);
        if (isOne && settings(firstSets, firstModel).equals(settings(secondSets, secondModel))) {
            throw new ParameterException(
                    spec.commandLine(), "the two are the same: give another job, --set-b KEY=VALUE, or --model-b M");
        }
    }

    private List<String> settings(List<String> own, String model) {
        return options.settings(model, own);
    }

    private void tell(JobComparison comparison) throws IOException {
        PrintWriter printer = spec.commandLine().getOut();
        if (json) {
            printer.println(CompareJson.of(comparison));
        } else {
            new CompareText(printer, metrics, all).print(comparison);
        }
        printer.flush();
    }
}
