package dev.seamstress.cli;

import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.trace.CrashReport;
import dev.seamstress.trace.export.Ink;
import dev.seamstress.trace.export.RaceDiagram;
import dev.seamstress.world.NotModelledException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress run}: plays one schedule of each scenario and shows it. */
@Command(
        name = "run",
        description = {
            "Play one schedule of each scenario through Pekko actors and show it.",
            "The same file, model and seed give the same bytes on every machine."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RunCommand implements Callable<Integer> {
    /** Where a run that does not end is cut, unless {@code --until} says otherwise. */
    static final int MAX_STEPS = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Scenarios: .tdx files, or their JSON.")
    private List<String> files;

    @ArgGroup
    private Choices choices = new Choices();

    /** Where the choices come from. */
    static final class Choices {
        @Option(names = "--seed", paramLabel = "N", description = "The schedule's seed; 1 if not given.")
        private long seed = 1;

        @Option(names = "--live", description = "Run on all processors; such a run cannot be repeated.")
        private boolean live;
    }

    @Option(
            names = "--model",
            paramLabel = "M",
            description = "The kernel; the newest that the scenario names if not given.")
    private String model;

    @Option(
            names = "--mutate",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Plant a bug; may be given again. A kernel switch turns that change on, no-SWITCH off.",
                "'seamstress mutations' lists the bugs, 'seamstress models' the switches."
            })
    private List<String> mutations = List.of();

    @Option(
            names = "--timeline",
            paramLabel = "FORM",
            description = {
                "${COMPLETION-CANDIDATES}; columns if not given.",
                "log is ftrace text, race a diagram for a commit message."
            })
    private RunSettings.Timeline timeline = RunSettings.Timeline.columns;

    @Option(names = "--width", paramLabel = "N", description = "How wide a race diagram may be; 75 if not given.")
    private int width = RaceDiagram.WIDTH;

    @Option(names = "--json", description = "Print one JSON object a scenario, and no timeline.")
    private boolean json;

    @Option(names = "--until", paramLabel = "STEP", description = "Stop after so many steps; 1,000,000 if not given.")
    private int until = MAX_STEPS;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (until < 1) {
            throw new ParameterException(spec.commandLine(), "--until takes a number of steps from 1, not " + until);
        }
        if (width < RaceDiagram.WIDTH_MIN || width > RaceDiagram.WIDTH_MAX) {
            String range = RaceDiagram.WIDTH_MIN + " to " + RaceDiagram.WIDTH_MAX;
            throw new ParameterException(spec.commandLine(), "--width takes " + range + ", not " + width);
        }
        if (width != RaceDiagram.WIDTH && timeline != RunSettings.Timeline.race) {
            throw new ParameterException(spec.commandLine(), "--width is for --timeline race");
        }
        KernelChoice kernel = new KernelChoice(model, mutations);
        if (kernel.problem() != null) {
            throw new ParameterException(spec.commandLine(), kernel.problem());
        }
        RunSettings settings = new RunSettings(
                choices.live ? RunSettings.Driver.LIVE : RunSettings.Driver.STEPPED,
                choices.seed,
                kernel,
                until,
                timeline,
                json ? RunSettings.Form.JSON : RunSettings.Form.TEXT);
        List<ExitCode> codes = new ArrayList<>();
        try (Runner runner = new Runner(settings)) {
            for (String file : files) {
                codes.add(run(file, runner, settings));
            }
        }
        return ExitCodes.worst(codes).number();
    }

    private ExitCode run(String file, Runner runner, RunSettings settings) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        ReadResult read = Scenarios.read(file);
        if (!read.isGood()) {
            spec.commandLine().getErr().print(read.problems().render());
            return ExitCode.BAD_INPUT;
        }
        ResolvedScenario scenario = read.resolved().orElseThrow();
        RunOutcome outcome;
        try {
            outcome = runner.run(scenario, settings.kernel().of(scenario));
        } catch (NotModelledException missing) {
            spec.commandLine()
                    .getErr()
                    .print(Runnability.problems(read, missing).render());
            return ExitCode.BAD_INPUT;
        }
        if (settings.form() == RunSettings.Form.JSON) {
            new RunJson(out, settings).print(file, outcome);
        } else {
            new RunText(out, settings, ink(), width).print(file, outcome);
        }
        if (outcome.end() == RunOutcome.End.CRASHED) {
            String again = RunText.command(file, settings);
            CrashReport report =
                    new CrashReport(file, settings.seed(), outcome.run().crash(), again);
            spec.commandLine().getErr().print(report.render());
        }
        out.flush();
        return outcome.exitCode();
    }

    private static Ink ink() {
        return Ansi.AUTO.enabled() ? Ink.ANSI : Ink.PLAIN;
    }
}
