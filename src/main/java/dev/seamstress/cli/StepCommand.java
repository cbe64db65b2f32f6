package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.Choice;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.world.NotModelledException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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

/** {@code seamstress step}: a run whose choices a person makes. */
@Command(
        name = "step",
        description = {
            "Play a scenario by hand: at each step choose who goes on, take it back, look around.",
            "Of a counterexample the recorded choices are followed as long as nobody makes another one.",
            "Choices are read from stdin, a line each; '?' says what else can be asked for."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class StepCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "A scenario, or what 'explore', 'shrink' and 'run --schedule-out' write.")
    private String file;

    @Option(
            names = "--at",
            paramLabel = "N",
            description = "Begin before step N of what is recorded; at its beginning if not given.")
    private Integer at;

    @Mixin
    private KernelOptions kernelOptions = new KernelOptions();

    @Override
    public Integer call() throws IOException {
        KernelChoice kernel = kernelOptions.choice(spec.commandLine());
        if (file.equals(Input.STDIN)) {
            throw usage("the choices come from stdin, and the scenario from a file");
        }
        RunFile.Kind kind = RunFile.kind(file);
        if (kind == RunFile.Kind.LOG) {
            spec.commandLine().getErr().println(file + ": error: this is an event log, which cannot be played again");
            return ExitCode.BAD_INPUT.number();
        }
        boolean isRecorded = kind == RunFile.Kind.SCHEDULE;
        if (isRecorded && !(kernel.isOfTheFile() && kernel.module() == null)) {
            throw usage("--model, --mutate and --module are for a scenario; a schedule says its kernel and module");
        } else if (at != null && !isRecorded) {
            throw usage("--at is for a file with a schedule, and " + file + " has none");
        }
        return isRecorded ? recorded(kernel) : scenario(kernel);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int scenario(KernelChoice kernel) throws IOException {
        ReadResult read = Scenarios.read(file);
        if (!read.isGood()) {
            spec.commandLine().getErr().print(read.problems().render());
            return ExitCode.BAD_INPUT.number();
        }
        return play(read, kernel, List.of());
    }

    private int recorded(KernelChoice kernel) throws IOException {
        ScheduleFiles.Read read = ScheduleFiles.read(file);
        if (read.schedule() == null) {
            spec.commandLine().getErr().print(read.problems().render());
            return ExitCode.BAD_INPUT.number();
        }
        ScheduleFile schedule = read.schedule();
        int steps = schedule.schedule().size();
        if (at != null && (at < 0 || at > steps)) {
            throw usage("--at takes a step from 0 to " + steps + ", as that many are recorded");
        } else if (steps > HandRun.STEPS_MAX) {
            throw usage(file + " has " + steps + " steps, and by hand there are at most " + HandRun.STEPS_MAX);
        }
        List<Choice> choices = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            choices.add(schedule.schedule().at(step));
        }
        return play(read.scenario(), read.kernel().withoutAlso(kernel.without()), choices);
    }

    private int play(ReadResult read, KernelChoice kernel, List<Choice> choices) throws IOException {
        ResolvedScenario scenario = read.resolved().orElseThrow();
        HandRun run;
        try {
            KernelModel model = kernel.of(scenario);
            run = new HandRun(read, model, choices, at == null ? 0 : at);
        } catch (NotModelledException missing) {
            spec.commandLine()
                    .getErr()
                    .print(Runnability.problems(read, missing).render());
            return ExitCode.BAD_INPUT.number();
        } catch (Replay.Drift drift) {
            spec.commandLine()
                    .getErr()
                    .println(file + ": error: it is not the recorded run; `./seamstress replay` says where it differs");
            return ExitCode.REPLAY_DRIFT.number();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(scenario.title().name() + ": "
                + RunText.model(run.now().outcome().world())
                + "; a number chooses, Enter chooses *, ? tells what else");
        HandOrders orders = new HandOrders(run, spec.commandLine(), name -> write(read, run, name));
        listen(orders, out);
        return ExitCode.AS_EXPECTED.number();
    }

    private static void listen(HandOrders orders, PrintWriter out) throws IOException {
        boolean isTerminal = Ansi.AUTO.enabled();
        BufferedReader in = new BufferedReader(new InputStreamReader(Input.once(Input.STDIN), UTF_8));
        while (!orders.isQuit()) {
            orders.prompt();
            out.print("> ");
            out.flush();
            String line = in.readLine();
            if (line == null) {
                out.println();
                return;
            } else if (!isTerminal) {
                out.println(line); // what is typed on a terminal is there already
            }
            orders.take(line);
        }
    }

    private void write(ReadResult read, HandRun run, String name) {
        PrintWriter out = spec.commandLine().getOut();
        String refusal = ScheduleFiles.refusal(name, false);
        if (refusal != null) {
            out.println("  " + refusal.replace("; --force replaces it", ""));
            return;
        }
        try {
            ScheduleFiles.write(name, ScheduleFiles.of(read, run.now().outcome()), false);
            out.println("  written; `./seamstress replay " + RunText.quoted(name) + "` makes it again");
        } catch (IOException | NotModelledException problem) {
            out.println("  " + name + ": error: it cannot be written: " + WholeFile.why(problem));
        }
    }
}
