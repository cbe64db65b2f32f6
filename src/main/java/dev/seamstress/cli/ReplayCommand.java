package dev.seamstress.cli;

import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.Choice;
import dev.seamstress.trace.Crash;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress replay}: makes a recorded run again, and says whether it is the same. */
@Command(
        name = "replay",
        description = {
            "Make a recorded run again, step by step, through the engine and through Pekko.",
            "Ends with 66 if it is not the recorded run, and says where it differs."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ReplayCommand implements Callable<Integer> {
    private static final Pattern FORK = Pattern.compile("([0-9]{1,7})=([^>]+)>([^>]+)");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = {
                "What 'run --schedule-out' writes: a scenario with a schedule behind it.",
                "It may be quoted, as in a mail."
            })
    private String file;

    @Option(names = "--until", paramLabel = "N", description = "Stop after so many steps.")
    private Integer until;

    @Option(
            names = "--fork",
            paramLabel = "N=CHOICE",
            description = {
                "Make another choice at step N, and go on at random.",
                "A choice is FROM>TO, as P0>tdx: the oldest message from P0 to tdx is delivered."
            })
    private String fork;

    @Option(names = "--seed", paramLabel = "N", description = "The seed after a fork; 1 if not given.")
    private Long seed;

    @Mixin
    private WithoutOption without = new WithoutOption();

    @Option(
            names = "--timeline",
            paramLabel = "FORM",
            description = "${COMPLETION-CANDIDATES}; columns if not given. log is ftrace text.")
    private RunSettings.Timeline timeline = RunSettings.Timeline.columns;

    @Mixin
    private ViewOptions view = new ViewOptions();

    @Option(
            names = "--driver",
            paramLabel = "D",
            description = "${COMPLETION-CANDIDATES}; both if not given, which must then tell the same.")
    private Replayer.Through driver = Replayer.Through.both;

    @Mixin
    private TraceOptions trace = new TraceOptions();

    @Option(names = "--force", description = "Let --trace, --perfetto and --html replace files.")
    private boolean force;

    @Option(names = "--json", description = "Print one JSON object, and no timeline.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (until != null && until < 1) {
            throw usage("--until takes a number of steps from 1, not " + until);
        } else if (seed != null && fork == null) {
            throw usage("--seed is for --fork");
        } else if (force && !trace.isAsked()) {
            throw usage("--force is for --trace, --perfetto and --html");
        }
        view.check(spec.commandLine(), timeline);
        if (view.isFilter() && json) {
            throw usage("--only and --actors are for timelines, and --json has none");
        }
        List<String> refusals = trace.refusals(force);
        if (!refusals.isEmpty()) {
            refusals.forEach(spec.commandLine().getErr()::println);
            return ExitCode.BAD_INPUT.number();
        }
        ScheduleFiles.Read read = ScheduleFiles.read(file);
        if (read.schedule() == null) {
            spec.commandLine().getErr().print(read.problems().render());
            return ExitCode.BAD_INPUT.number();
        }
        List<String> off = fork != null
                ? without.names(spec.commandLine())
                : without.namesBut(read.schedule().rule(), "'--fork N=FROM>TO' goes on without it", spec.commandLine());
        ResolvedScenario scenario = read.scenario().resolved().orElseThrow();
        try {
            KernelModel model = read.kernel().withoutAlso(off).of(scenario);
            return replay(read, scenario, model).number();
        } catch (NotModelledException missing) {
            spec.commandLine()
                    .getErr()
                    .print(Runnability.problems(read.scenario(), missing).render());
            return ExitCode.BAD_INPUT.number();
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private ExitCode replay(ScheduleFiles.Read read, ResolvedScenario scenario, KernelModel model)
            throws NotModelledException, IOException {
        Optional<Replayer.Branch> branch = Optional.empty();
        if (fork != null) {
            branch = Optional.of(
                    branch(World.of(scenario, model), read.schedule().schedule().size()));
        }
        Replayer.Settings settings = new Replayer.Settings(driver, Optional.ofNullable(until), branch);
        Replayer.Replayed replayed = new Replayer(read.schedule(), settings).replay(scenario, model);
        if (branch.isPresent() && replayed.drift().isEmpty()) {
            requireForked(branch.get(), replayed);
        }
        ReplayReport report = new ReplayReport(file, read.schedule(), settings, replayed);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            new RunJson(out).print(file, report.origin(), replayed.outcome(), report.exitCode(), report::write);
        } else {
            new RunText(out, timeline, RunCommand.ink(), view, spec.commandLine())
                    .print(report.origin(), replayed.outcome(), report.remarks());
        }
        if (trace.isAsked()) {
            try {
                trace.write(report.origin(), replayed.outcome(), force);
            } catch (IOException problem) {
                spec.commandLine().getErr().println(problem.getMessage());
                return ExitCode.BAD_INPUT;
            }
        }
        Crash crash = replayed.outcome().run().crash();
        if (crash != null) {
            String text = file + ": " + crash.machine() + " crashed in step " + crash.step() + ": " + crash.error();
            spec.commandLine().getErr().println(text);
        }
        return report.exitCode();
    }

    /** Errors: a usage error for what is no choice, or none of this run. */
    private Replayer.Branch branch(World world, int steps) {
        Matcher matcher = FORK.matcher(fork);
        if (!matcher.matches()) {
            throw usage("--fork takes STEP=FROM>TO, as '7=P0>tdx', not '" + fork + "'");
        }
        int step = Integer.parseInt(matcher.group(1));
        if (step > steps) {
            throw usage("--fork: the schedule has " + steps + " steps, and so none is after step " + step);
        } else if (until != null && step >= until) {
            throw usage("--until " + until + " ends the run before the fork at step " + step);
        }
        Choice choice = new Choice(machine(world, matcher.group(2)), machine(world, matcher.group(3)));
        return new Replayer.Branch(step, choice, seed == null ? 1 : seed);
    }

    private int machine(World world, String name) {
        List<Machine> machines = world.assembly().machines();
        for (Machine machine : machines) {
            if (machine.name().equals(name) || Integer.toString(machine.id()).equals(name)) {
                return machine.id();
            }
        }
        String names = machines.stream().map(Machine::name).collect(Collectors.joining(", "));
        throw usage("--fork: there is no '" + name + "' here; there are " + names);
    }

    /** Errors: a usage error if the run came not so far, or the choice could not be made. */
    private void requireForked(Replayer.Branch branch, Replayer.Replayed replayed) {
        World world = replayed.outcome().world();
        long steps = replayed.outcome().run().steps();
        if (replayed.refused().isPresent()) {
            throw usage("--fork: " + ReplayReport.name(world, branch.choice()) + " cannot be chosen at step "
                    + branch.step() + "; what can: "
                    + ReplayReport.names(world, replayed.refused().get()));
        } else if (steps <= branch.step()) {
            throw usage("--fork: the run ends after " + steps + " steps, before another choice can be made");
        }
    }
}
