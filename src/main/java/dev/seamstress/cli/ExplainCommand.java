package dev.seamstress.cli;

import dev.seamstress.explore.Limits;
import dev.seamstress.trace.export.RaceDiagram;
import dev.seamstress.trace.export.TimelineView;
import dev.seamstress.world.NotModelledException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress explain}: tells a counterexample in sentences. */
@Command(
        name = "explain",
        description = "Tell a counterexample in sentences: what each step did and by which function of the kernel or "
                + "leaf of the module, what broke, and which steps cause it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ExplainCommand implements Callable<Integer> {
    /** Of each of the two searches; by states, so that one file has one explanation. */
    private static final int STATES = 300_000;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "A scenario with a schedule, as 'explore', 'shrink' and 'run --schedule-out' write it, "
                    + "or an event log, of which less is known.")
    private String file;

    @Mixin
    private ViewOptions view = new ViewOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        view.checkWidth(spec.commandLine());
        PrintWriter err = spec.commandLine().getErr();
        try (Interrupt interrupt = new Interrupt()) {
            ToldRun run = ToldRun.of(file);
            run.warnings().forEach(err::println);
            TimelineView shown = view.view(spec.commandLine(), run.parts());
            ExploreWatch watch = new ExploreWatch(err, interrupt, null, Ansi.AUTO.enabled());
            watch.begin("explaining " + run.story().head().scenario());
            Why why = Why.of(run, Limits.NONE.withStates(STATES).withWatch(watch));
            watch.end();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                ExplainJson.print(out, run, why, shown);
            } else {
                new ExplainText(out, view.width(RaceDiagram.WIDTH)).print(run, why, shown);
            }
            out.flush();
            return (interrupt.isRaised() ? ExitCode.INTERRUPTED : run.exitCode()).number();
        } catch (RunFile.Refused refused) {
            err.print(refused.getMessage());
            return ExitCode.BAD_INPUT.number();
        } catch (NotModelledException missing) {
            throw new IllegalStateException(missing); // what has just been run can be run
        }
    }
}
