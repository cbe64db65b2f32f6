package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.explore.Finding;
import dev.seamstress.explore.Limits;
import dev.seamstress.explore.Recheck;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.trace.export.Wrap;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress shrink}: makes a counterexample that somebody has kept smaller. */
@Command(
        name = "shrink",
        description = {
            "Make a kept counterexample smaller, its scenario and its schedule, until nothing can be left out.",
            "What 'explore' shows has been shrunk; runs that were kept by 'run --schedule-out' have not."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShrinkCommand implements Callable<Integer> {
    private static final int EXPLAINED_STATES = 300_000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A scenario with a schedule that breaks a rule.")
    private String file;

    @Mixin
    private CounterexampleOptions options = new CounterexampleOptions();

    @Option(
            names = "--time",
            paramLabel = "D",
            converter = Time.Converter.class,
            description = "Stop after so long, with the smallest so far: 90s, 5m.")
    private Time time;

    @Mixin
    private WithoutOption without = new WithoutOption();

    @Override
    public Integer call() throws IOException {
        options.check(spec.commandLine());
        String refusal = options.refusal();
        if (refusal != null) {
            spec.commandLine().getErr().println(refusal);
            return ExitCode.BAD_INPUT.number();
        }
        ScheduleFiles.Read read = ScheduleFiles.read(file);
        if (read.schedule() == null) {
            spec.commandLine().getErr().print(read.problems().render());
            return ExitCode.BAD_INPUT.number();
        }
        ResolvedScenario scenario = read.scenario().resolved().orElseThrow();
        List<String> off =
                without.namesBut(read.schedule().rule(), "turn off what is broken before it", spec.commandLine());
        KernelModel model = read.kernel().withoutAlso(off).of(scenario);
        try {
            World world = World.of(scenario, model);
            ScheduleFile schedule = read.schedule();
            Optional<Finding> finding = Recheck.of(world, schedule.schedule(), schedule.rule(), schedule.loop());
            return (finding.isPresent() ? shrink(read, model, finding.get()) : refuse(schedule)).number();
        } catch (NotModelledException missing) {
            spec.commandLine()
                    .getErr()
                    .print(Runnability.problems(read.scenario(), missing).render());
            return ExitCode.BAD_INPUT.number();
        }
    }

    private ExitCode refuse(ScheduleFile schedule) {
        boolean isNone = schedule.rule().equals(ScheduleFile.NO_RULE);
        String why = isNone
                ? "the run breaks no rule: there is nothing to shrink"
                : "the run does not break " + schedule.rule()
                        + " first, as the file says; replay tells where it differs";
        spec.commandLine().getErr().println(file + ": error: " + why);
        return isNone ? ExitCode.BAD_INPUT : ExitCode.REPLAY_DRIFT;
    }

    /** Writes the file, and the page if one is asked for; false if that is not possible. */
    private boolean write(Counterexample smaller, String name, PrintWriter text) {
        PrintWriter err = spec.commandLine().getErr();
        String written = null;
        try {
            written = options.write(smaller, name);
            new CounterexampleText(text, smaller).again(written);
        } catch (IOException e) {
            err.println("seamstress: the counterexample cannot be written: " + WholeFile.why(e));
        }
        try {
            if (options.hasPage()) {
                options.writePage(smaller, written);
            }
        } catch (IOException e) {
            err.println(e.getMessage());
            return false;
        }
        return written != null;
    }

    private ExitCode shrink(ScheduleFiles.Read read, KernelModel model, Finding finding)
            throws NotModelledException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String name = read.scenario().resolved().orElseThrow().title().name();
        try (Interrupt interrupt = new Interrupt()) {
            ExploreWatch watch =
                    new ExploreWatch(err, interrupt, time == null ? null : time.duration(), Ansi.AUTO.enabled());
            watch.begin("shrinking " + name);
            Limits limits = Limits.NONE.withStates(EXPLAINED_STATES).withWatch(watch);
            Counterexample smaller = new Counterexamples(limits, options.width()).of(read.scenario(), model, finding);
            watch.end();
            PrintWriter text = options.isMail() ? err : out;
            String rule = smaller.shrunk().finding().rule().name();
            Wrap.lines(
                            name + ": " + rule + ", " + finding.schedule().size() + " steps before; " + model.name()
                                    + RulesOff.suffix(model),
                            "    ")
                    .forEach(text::println);
            new CounterexampleText(text, smaller).print(options.isMail());
            if (options.isMail()) {
                out.print(smaller.mail());
            }
            text.println();
            boolean isWritten = write(smaller, name, text);
            out.flush();
            if (interrupt.isRaised()) {
                return ExitCode.INTERRUPTED;
            }
            return isWritten ? ExitCode.AS_EXPECTED : ExitCode.BAD_INPUT;
        }
    }
}
