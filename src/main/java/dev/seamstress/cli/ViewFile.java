package dev.seamstress.cli;

import dev.seamstress.explore.Rule;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogFile;
import dev.seamstress.trace.log.LogReader;
import dev.seamstress.world.NotModelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A file whose run a page shows; {@code warnings} are told what people should know of it. */
final class ViewFile {
    private final String file;
    private final RunFile.Kind kind;
    private final Consumer<String> warnings;

    /**
     * The run of a file.
     *
     * @param source tells it; what is wrong with the file is told while that goes on
     * @param name a file's name for it, without an end
     * @param exitCode of the command that shows it: a run that is not the recorded one is no success
     * @param comparison what it is compared with; empty for a log, which does not say what else could have come of it
     */
    record Viewed(TraceFiles.Source source, String name, ExitCode exitCode, Optional<Comparison> comparison) {}

    ViewFile(String file, Consumer<String> warnings) {
        this.file = file;
        this.kind = RunFile.kind(file);
        this.warnings = warnings;
    }

    RunFile.Kind kind() {
        return kind;
    }

    /**
     * Makes the run.
     *
     * @param kernel for a scenario
     * @param seed for a scenario
     * @param isCompared whether a schedule that passes is to be looked for
     */
    Viewed view(KernelChoice kernel, long seed, boolean isCompared) throws InterruptedException, RunFile.Refused {
        return switch (kind) {
            case LOG -> log();
            case SCHEDULE -> replay(isCompared);
            case SCENARIO, OTHER -> run(kernel, seed, isCompared);
        };
    }

    private Viewed log() throws RunFile.Refused {
        LogFile log = RunFile.log(file);
        TraceFiles.Source source = sink -> {
            try {
                String breakOff = log.read(sink);
                if (breakOff != null) {
                    warn(breakOff);
                }
            } catch (LogReader.Unreadable problem) {
                throw RunFile.Refused.of(file, problem);
            }
        };
        return new Viewed(source, log.head().scenario(), ExitCode.AS_EXPECTED, Optional.empty());
    }

    private void warn(String text) {
        warnings.accept(file + ": warning: " + text);
    }

    private Viewed replay(boolean isCompared) throws RunFile.Refused {
        RunFile.Replayed replayed = RunFile.replay(file);
        replayed.warnings().forEach(this::warn);
        List<LogEntry.Broken> livelock = new ArrayList<>();
        if (replayed.replayed().isLoop()) {
            replayed.file().loop().ifPresent(step -> livelock.add(livelock(step)));
        }
        EventLog events = new EventLog(replayed.report().origin(), replayed.outcome(), livelock);
        String name = replayed.scenario().title().name();
        Optional<Comparison> comparison =
                isCompared ? Optional.of(Comparison.of(replayed.outcome(), !livelock.isEmpty())) : Optional.empty();
        return new Viewed(events::tellWithState, name, replayed.exitCode(), comparison);
    }

    /** That the state before a step is the last one, too. */
    static LogEntry.Broken livelock(int step) {
        return new LogEntry.Broken(
                step, Rule.LIVELOCK, "the state before this step is the last one: it can go on for ever from here");
    }

    private Viewed run(KernelChoice kernel, long seed, boolean isCompared)
            throws InterruptedException, RunFile.Refused {
        ReadResult read = Scenarios.read(file);
        if (!read.isGood()) {
            throw new RunFile.Refused(read.problems().render());
        }
        ResolvedScenario scenario = read.resolved().orElseThrow();
        RunSettings settings = new RunSettings(
                RunSettings.Driver.STEPPED,
                seed,
                kernel,
                RunCommand.MAX_STEPS,
                RunSettings.Timeline.none,
                RunSettings.Form.TEXT);
        try (Runner runner = new Runner(settings)) {
            RunOutcome outcome = runner.run(scenario, kernel.of(scenario));
            boolean isCrash = outcome.end() == RunOutcome.End.CRASHED;
            if (isCrash) {
                warn(outcome.run().crash().error().toString());
            }
            EventLog events = new EventLog(RunOrigin.of(file, settings), outcome);
            ExitCode code = isCrash ? ExitCode.INTERNAL_ERROR : ExitCode.AS_EXPECTED;
            Optional<Comparison> comparison =
                    isCompared ? Optional.of(Comparison.of(outcome, false)) : Optional.empty();
            return new Viewed(events::tellWithState, scenario.title().name(), code, comparison);
        } catch (NotModelledException missing) {
            throw new RunFile.Refused(Runnability.problems(read, missing).render());
        }
    }
}
