package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.explore.Limits;
import dev.seamstress.explore.Walking;
import dev.seamstress.explore.Way;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.world.NotModelledException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress explore}: proves or refutes scenarios. */
@Command(
        name = "explore",
        description = {
            "Explore every schedule of each scenario until it is PROVED or REFUTED, or a bound is met (NOT FOUND).",
            "Each kernel that the file names is explored, unless --model or --mutate choose one."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ExploreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Scenarios: .tdx files, or their JSON.")
    private List<String> files;

    @Mixin
    private KernelOptions kernelOptions = new KernelOptions();

    @Mixin
    private SearchOptions search = new SearchOptions();

    @Option(
            names = "--strategy",
            paramLabel = "WAY",
            description = {
                "${COMPLETION-CANDIDATES}; exhaustive if not given. The others walk schedules and prove nothing:",
                "random, pct (priorities that change twice), portfolio (random, and PCT of depths 2, 3 and 5)."
            })
    private Strategy strategy = Strategy.exhaustive;

    @Option(
            names = "--shortest",
            description = "Search in the order of length, so that a refutation has a shortest schedule at any cost.")
    private boolean isShortest;

    @Option(names = "--schedules", paramLabel = "N", description = "How many schedules to walk; 20,000 if not given.")
    private long schedules = Walking.DEFAULT.schedules();

    @Option(names = "--seed", paramLabel = "N", description = "The seed of walks; 1 if not given.")
    private long seed = 1;

    @Option(names = "--workers", paramLabel = "N", description = "How many threads walk; one a processor if not given.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--keep-going", description = "Go on after a rule was broken, and tell all that can be.")
    private boolean isKeepGoing;

    @Mixin
    private CounterexampleOptions counterexamples = new CounterexampleOptions();

    private boolean isWriteFailed;

    @Option(names = "--strict", description = "Exit with 20 if a bound was met before an answer.")
    private boolean isStrict;

    @Option(names = "--json", description = "Print one JSON object a scenario and kernel.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Also tell how final states came out, and what was never reached.")
    private boolean isVerbose;

    /** The ways to explore, in the words of the command line. */
    enum Strategy {
        exhaustive(Way.EXHAUSTIVE),
        random(Way.RANDOM),
        pct(Way.PCT),
        portfolio(Way.PORTFOLIO);

        private final Way way;

        Strategy(Way way) {
            this.way = way;
        }
    }

    @Override
    public Integer call() throws IOException {
        KernelChoice kernel = kernelOptions.choice(spec.commandLine());
        Limits limits = search.limits(spec.commandLine());
        if (schedules < 1 || workers < 1) {
            throw new ParameterException(spec.commandLine(), "--schedules and --workers take numbers from 1");
        }
        if (search.ofStates() != null && strategy != Strategy.exhaustive) {
            throw new ParameterException(spec.commandLine(), search.ofStates() + " is of states, and walks know none");
        }
        if (json && counterexamples.isMail()) {
            throw new ParameterException(spec.commandLine(), "--mail prints text, and --json prints none");
        }
        counterexamples.check(spec.commandLine());
        if (counterexamples.hasPage() && files.size() != 1) {
            throw new ParameterException(spec.commandLine(), "--html takes one FILE, not " + files.size());
        }
        String refusal = counterexamples.refusal();
        if (refusal != null) {
            spec.commandLine().getErr().println(refusal);
            return ExitCode.BAD_INPUT.number();
        }
        List<ExitCode> codes = new ArrayList<>();
        try (Interrupt interrupt = new Interrupt()) {
            ExploreWatch watch =
                    new ExploreWatch(spec.commandLine().getErr(), interrupt, search.time(), Ansi.AUTO.enabled());
            Walking walking = new Walking(schedules, seed, workers);
            Explorations explorations = new Explorations(
                    new Explorations.Settings(
                            strategy.way,
                            isShortest,
                            isKeepGoing,
                            search.trust(),
                            limits,
                            walking,
                            counterexamples.width()),
                    watch);
            for (String file : files) {
                codes.add(explore(file, kernel, explorations));
                if (interrupt.isRaised()) {
                    spec.commandLine().getOut().flush();
                    return ExitCode.INTERRUPTED.number();
                }
            }
            spec.commandLine().getOut().flush();
        }
        if (counterexamples.isPageOwed() && !isWriteFailed) {
            spec.commandLine().getErr().println("seamstress: there is no counterexample, and so no page is written");
        }
        return ExitCodes.worst(codes).number();
    }

    private ExitCode explore(String file, KernelChoice kernel, Explorations explorations) throws IOException {
        ReadResult read = Scenarios.read(file);
        if (!read.isGood()) {
            spec.commandLine().getErr().print(read.problems().render());
            return ExitCode.BAD_INPUT;
        }
        ResolvedScenario scenario = read.resolved().orElseThrow();
        List<ExitCode> codes = new ArrayList<>();
        for (KernelModel model : Expectation.kernels(scenario, kernel)) {
            try {
                codes.add(print(explorations.explore(file, read, model)));
            } catch (NotModelledException missing) {
                spec.commandLine()
                        .getErr()
                        .print(Runnability.problems(read, missing).render());
                codes.add(ExitCode.BAD_INPUT);
            }
            if (explorations.isInterrupted()) {
                break;
            }
        }
        return ExitCodes.worst(codes);
    }

    /** Writes the counterexample, if it is to be; returns the file's name, or null. */
    private String write(ExploreOutcome outcome) {
        boolean isNews = !outcome.expectation().isMet(outcome.exploration());
        if (outcome.counterexample().isEmpty() || !counterexamples.hasDirectory() && !isNews) {
            return null;
        }
        try {
            return counterexamples.write(
                    outcome.counterexample().get(),
                    outcome.world().scenario().title().name());
        } catch (IOException e) {
            // The verdict is worth more than the file, and is printed all the same.
            spec.commandLine()
                    .getErr()
                    .println("seamstress: the counterexample cannot be written: " + WholeFile.why(e));
            isWriteFailed |= counterexamples.hasDirectory();
            return null;
        }
    }

    /** Writes the page, if it is to be and this is the first counterexample. */
    private void writePage(ExploreOutcome outcome, String written) {
        if (outcome.counterexample().isEmpty() || !counterexamples.isPageOwed() || isWriteFailed) {
            return;
        }
        try {
            counterexamples.writePage(outcome.counterexample().get(), written);
        } catch (IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            isWriteFailed = true;
        }
    }

    private ExitCode print(ExploreOutcome outcome) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String written = write(outcome);
        writePage(outcome, written);
        if (json) {
            new ExploreJson(out, isStrict).print(outcome, written);
        } else {
            boolean isMailed =
                    counterexamples.isMail() && outcome.counterexample().isPresent();
            PrintWriter text = isMailed ? spec.commandLine().getErr() : out;
            new ExploreText(text, isVerbose, isMailed).print(outcome, written);
            if (isMailed) {
                out.print(outcome.counterexample().get().mail());
            }
        }
        out.flush();
        return isWriteFailed ? ExitCode.BAD_INPUT : outcome.exitCode(isStrict);
    }
}
