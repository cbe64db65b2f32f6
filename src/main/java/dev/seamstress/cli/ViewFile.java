package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.explore.Rule;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.parse.SourceReader;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogFile;
import dev.seamstress.trace.log.LogReader;
import dev.seamstress.world.NotModelledException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A file that shows a run: a log has one, a schedule is one, and a scenario has one for each seed. */
final class ViewFile {
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final int BEGINNING = 64;

    private final String file;
    private final Kind kind;

    /** What a file can be. */
    enum Kind {
        LOG("an event log"),
        SCHEDULE("a schedule"),
        SCENARIO("a scenario");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * The run of a file.
     *
     * @param source tells it; what is wrong with the file is told while that goes on
     * @param name a file's name for it, without an end
     * @param exitCode of the command that shows it: a run that is not the recorded one is no success
     * @param comparison what it is compared with; empty for a log, which does not say what else could have come of it
     */
    record Viewed(TraceFiles.Source source, String name, ExitCode exitCode, Optional<Comparison> comparison) {
        /** What tells the run to compare it with, if there is one. */
        Optional<TraceFiles.Source> other() {
            return comparison.flatMap(Comparison::passing);
        }
    }

    /** A file that shows no run; the message is for people, each of its lines ended. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** Says what {@code file} is by what is in it; what cannot be read counts as a scenario, of which that is told. */
    ViewFile(String file) {
        this.file = file;
        this.kind = kind(file);
    }

    Kind kind() {
        return kind;
    }

    private static Kind kind(String file) {
        try {
            Path path = Path.of(file);
            if (!Files.isRegularFile(path)) {
                return Kind.SCENARIO;
            }
            byte[] beginning;
            try (InputStream in = Files.newInputStream(path)) {
                beginning = in.readNBytes(BEGINNING);
            }
            boolean isPacked =
                    beginning.length > 1 && beginning[0] == GZIP_FIRST && (beginning[1] & 0xff) == GZIP_SECOND;
            String text = new String(beginning, StandardCharsets.UTF_8);
            String name = file.toLowerCase(Locale.ROOT);
            if (isPacked || name.endsWith(".jsonl") || text.matches("(?s)\\s*\\{\\s*\"t\".*")) {
                return Kind.LOG;
            }
            SourceReader.Read read = SourceReader.read(path, ScheduleFiles.BOUND);
            boolean hasSchedule = read.problem() == null
                    && ScheduleFile.hasSchedule(read.source().text());
            return hasSchedule ? Kind.SCHEDULE : Kind.SCENARIO;
        } catch (InvalidPathException | IOException e) {
            return Kind.SCENARIO;
        }
    }

    /** What {@link #view} does with what people should know. */
    interface Warnings {
        void warn(String line);
    }

    /**
     * Makes the run.
     *
     * @param kernel for a scenario
     * @param seed for a scenario
     */
    Viewed view(KernelChoice kernel, long seed, Warnings warnings) throws IOException, InterruptedException, Refused {
        return switch (kind) {
            case LOG -> log(warnings);
            case SCHEDULE -> replay(warnings);
            case SCENARIO -> run(kernel, seed, warnings);
        };
    }

    private Viewed log(Warnings warnings) throws Refused {
        try {
            LogFile log = new LogFile(Path.of(file));
            TraceFiles.Source source = sink -> {
                String breakOff = log.read(sink);
                if (breakOff != null) {
                    warnings.warn(file + ": warning: " + breakOff);
                }
            };
            return new Viewed(source, log.head().scenario(), ExitCode.AS_EXPECTED, Optional.empty());
        } catch (LogReader.Unreadable problem) {
            throw new Refused(text(file, problem));
        } catch (NoSuchFileException problem) {
            throw new Refused(file + ": error: there is no such file\n");
        } catch (IOException problem) {
            throw new Refused(file + ": error: it cannot be read: " + problem.getMessage() + "\n");
        }
    }

    /** What to say of a log that turns out to be none. */
    static String text(String file, LogReader.Unreadable problem) {
        return file + ":" + problem.line() + ": error: " + problem.getMessage() + "\n";
    }

    private Viewed replay(Warnings warnings) throws Refused {
        ScheduleFiles.Read read = ScheduleFiles.read(file);
        if (read.schedule() == null) {
            throw new Refused(read.problems().render());
        }
        ResolvedScenario scenario = read.scenario().resolved().orElseThrow();
        Replayer.Settings settings = new Replayer.Settings(Replayer.Through.engine, Optional.empty(), Optional.empty());
        try {
            KernelModel model = read.kernel().of(scenario);
            Replayer.Replayed replayed = new Replayer(read.schedule(), settings).replay(scenario, model);
            ReplayReport report = new ReplayReport(file, read.schedule(), settings, replayed);
            if (report.exitCode() != ExitCode.AS_EXPECTED) {
                report.remarks().forEach(remark -> warnings.warn(file + ": warning: " + remark));
            }
            List<LogEntry.Broken> livelock = new ArrayList<>();
            if (replayed.isLoop()) {
                read.schedule().loop().ifPresent(step -> livelock.add(livelock(step)));
            }
            EventLog events = new EventLog(report.origin(), replayed.outcome(), livelock);
            Comparison comparison = Comparison.of(replayed.outcome(), !livelock.isEmpty());
            return new Viewed(
                    events::tellWithState, scenario.title().name(), report.exitCode(), Optional.of(comparison));
        } catch (NotModelledException missing) {
            throw new Refused(Runnability.problems(read.scenario(), missing).render());
        }
    }

    /** That the state before a step is the last one, too. */
    static LogEntry.Broken livelock(int step) {
        return new LogEntry.Broken(
                step, Rule.LIVELOCK, "the state before this step is the last one: it can go on for ever from here");
    }

    private Viewed run(KernelChoice kernel, long seed, Warnings warnings) throws InterruptedException, Refused {
        ReadResult read = Scenarios.read(file);
        if (!read.isGood()) {
            throw new Refused(read.problems().render());
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
                warnings.warn(file + ": warning: " + outcome.run().crash().error());
            }
            EventLog events = new EventLog(RunOrigin.of(file, settings), outcome);
            ExitCode code = isCrash ? ExitCode.INTERNAL_ERROR : ExitCode.AS_EXPECTED;
            Comparison comparison = Comparison.of(outcome, false);
            return new Viewed(events::tellWithState, scenario.title().name(), code, Optional.of(comparison));
        } catch (NotModelledException missing) {
            throw new Refused(Runnability.problems(read, missing).render());
        }
    }
}
