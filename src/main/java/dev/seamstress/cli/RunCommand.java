package dev.seamstress.cli;

import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.trace.CrashReport;
import dev.seamstress.trace.export.Ink;
import dev.seamstress.world.NotModelledException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private KernelOptions kernelOptions = new KernelOptions();

    @Option(
            names = "--timeline",
            paramLabel = "FORM",
            description = {
                "${COMPLETION-CANDIDATES}; columns if not given.",
                "log is ftrace text, race a diagram for a commit message."
            })
    private RunSettings.Timeline timeline = RunSettings.Timeline.columns;

    @Mixin
    private ViewOptions view = new ViewOptions();

    @Option(names = "--json", description = "Print one JSON object a scenario, and no timeline.")
    private boolean json;

    @Option(
            names = "--schedule-out",
            paramLabel = "OUT",
            description = {
                "Write the scenario and the choices into a file",
                "that 'seamstress replay' repeats; takes one FILE."
            })
    private String scheduleOut;

    @Mixin
    private TraceOptions trace = new TraceOptions();

    @Option(names = "--force", description = "Let --schedule-out, --trace, --perfetto and --html replace files.")
    private boolean force;

    @Option(names = "--until", paramLabel = "STEP", description = "Stop after so many steps; 1,000,000 if not given.")
    private int until = MAX_STEPS;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (until < 1) {
            throw new ParameterException(spec.commandLine(), "--until takes a number of steps from 1, not " + until);
        }
        if (scheduleOut != null && files.size() != 1) {
            throw new ParameterException(spec.commandLine(), "--schedule-out takes one FILE, not " + files.size());
        } else if (trace.isAsked() && files.size() != 1) {
            throw new ParameterException(
                    spec.commandLine(), "--trace, --perfetto and --html take one FILE, not " + files.size());
        } else if (force && scheduleOut == null && !trace.isAsked()) {
            throw new ParameterException(
                    spec.commandLine(), "--force is for --schedule-out, --trace, --perfetto and --html");
        }
        view.check(spec.commandLine(), timeline);
        if (view.isFilter() && (files.size() != 1 || json)) {
            throw new ParameterException(
                    spec.commandLine(),
                    json
                            ? "--only and --actors are for timelines, and --json has none"
                            : "--only and --actors take one FILE, not " + files.size());
        }
        List<String> refusals = new ArrayList<>(trace.refusals(force));
        String refusal = scheduleOut == null ? null : ScheduleFiles.refusal(scheduleOut, force);
        if (refusal != null) {
            refusals.add(refusal);
        }
        if (!refusals.isEmpty()) {
            refusals.forEach(spec.commandLine().getErr()::println);
            return ExitCode.BAD_INPUT.number();
        }
        KernelChoice kernel = kernelOptions.choice(spec.commandLine());
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
        RunOrigin origin = RunOrigin.of(file, settings);
        if (settings.form() == RunSettings.Form.JSON) {
            new RunJson(out).print(file, origin, outcome, outcome.exitCode(), RunJson.Remarks.NONE);
        } else {
            new RunText(out, settings.timeline(), ink(), view, spec.commandLine()).print(origin, outcome, List.of());
        }
        if (outcome.end() == RunOutcome.End.CRASHED) {
            CrashReport report =
                    new CrashReport(file, settings.seed(), outcome.run().crash(), origin.again());
            spec.commandLine().getErr().print(report.render());
        }
        out.flush();
        boolean isKept = scheduleOut == null || keep(read, outcome);
        boolean isTraced = !trace.isAsked() || trace(origin, outcome);
        return isKept && isTraced ? outcome.exitCode() : ExitCode.BAD_INPUT;
    }

    /** Writes what other tools read; false if that is not possible. */
    private boolean trace(RunOrigin origin, RunOutcome outcome) {
        try {
            trace.write(origin, outcome, force);
            return true;
        } catch (IOException problem) {
            spec.commandLine().getErr().println(problem.getMessage());
            return false;
        }
    }

    /** Writes the schedule; false if that is not possible. */
    private boolean keep(ReadResult read, RunOutcome outcome) {
        try {
            if (outcome.run().schedule().size() > ScheduleFile.CHOICES_MAX) {
                throw new IOException("the run has more than 2,000,000 steps");
            } else if (outcome.run().schedule().size() != outcome.run().steps()) {
                throw new IOException("a live run that crashed has no schedule");
            }
            ScheduleFiles.write(scheduleOut, ScheduleFiles.of(read, outcome), force);
            return true;
        } catch (IOException | NotModelledException problem) {
            spec.commandLine()
                    .getErr()
                    .println(scheduleOut + ": error: the schedule cannot be written: " + WholeFile.why(problem));
            return false;
        }
    }

    /** Colours, if the result goes to a terminal that wants them. */
    static Ink ink() {
        return Ansi.AUTO.enabled() ? Ink.ANSI : Ink.PLAIN;
    }
}
