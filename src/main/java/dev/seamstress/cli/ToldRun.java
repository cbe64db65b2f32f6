package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.trace.log.LogFile;
import dev.seamstress.trace.log.LogReader;
import dev.seamstress.trace.tell.Functions;
import dev.seamstress.trace.tell.Story;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file that shows one run, told: a schedule, which is made again by the engine, or an event log.
 *
 * @param story the run
 * @param schedule what the schedule's file says and how it came out; empty for a log
 * @param warnings what people should know of the file, a line each
 */
record ToldRun(String file, Story story, Optional<Replayed> schedule, List<String> warnings) {
    private static final int BEGINNING = 256;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    /** A schedule that was made again. */
    record Replayed(
            ScheduleFile file, ResolvedScenario scenario, KernelModel model, RunOutcome outcome, ExitCode exitCode) {}

    /** A file that shows no run that can be told; the message is for people, each of its lines ended. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** Reads {@code file}. */
    static ToldRun of(String file) throws Refused {
        try {
            return isLog(file) ? log(file) : schedule(file);
        } catch (Story.TooLong problem) {
            throw new Refused(file + ": error: a run of more than " + Story.STEPS_MAX + " steps is not told: shrink it"
                    + " ('seamstress shrink'), or look at a part of it ('seamstress convert --only')\n");
        } catch (LogReader.Unreadable problem) {
            throw new Refused(file + ":" + problem.line() + ": error: " + problem.getMessage() + "\n");
        } catch (NoSuchFileException problem) {
            throw new Refused(file + ": error: there is no such file\n");
        } catch (IOException problem) {
            throw new Refused(file + ": error: it cannot be read: " + problem.getMessage() + "\n");
        }
    }

    /** A log is packed, or begins with a brace or with nothing at all. */
    private static boolean isLog(String file) throws IOException {
        Path path;
        try {
            path = Path.of(file);
        } catch (InvalidPathException problem) {
            return false;
        }
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            return false;
        }
        if (!Files.isRegularFile(path)) {
            return true; // of which it is said that it can be read only once
        }
        byte[] beginning;
        try (InputStream in = Files.newInputStream(path)) {
            beginning = in.readNBytes(BEGINNING);
        }
        boolean isPacked =
                beginning.length > 1 && (beginning[0] & 0xff) == GZIP_FIRST && (beginning[1] & 0xff) == GZIP_SECOND;
        String text = new String(beginning, StandardCharsets.UTF_8).strip();
        return isPacked || text.startsWith("{\"t\"") || file.endsWith(".jsonl");
    }

    private static ToldRun log(String file) throws IOException {
        LogFile log = new LogFile(Path.of(file));
        Story story = new Story(Functions.UNKNOWN);
        List<String> warnings = new ArrayList<>();
        String breakOff = log.read(story);
        if (breakOff != null) {
            warnings.add(file + ": warning: " + breakOff);
        }
        return new ToldRun(file, story.told(), Optional.empty(), warnings);
    }

    private static ToldRun schedule(String file) throws IOException, Refused {
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
            RunOutcome outcome = replayed.outcome();
            Functions functions =
                    KernelFunctions.of(World.of(scenario, model), outcome.run().schedule());
            Story story = new Story(functions);
            new EventLog(report.origin(), outcome).tell(story);
            List<String> warnings = new ArrayList<>();
            if (report.exitCode() != ExitCode.AS_EXPECTED) {
                report.remarks().forEach(remark -> warnings.add(file + ": warning: " + remark));
            }
            Replayed schedule = new Replayed(read.schedule(), scenario, model, outcome, report.exitCode());
            return new ToldRun(file, story.told(), Optional.of(schedule), warnings);
        } catch (NotModelledException missing) {
            throw new Refused(Runnability.problems(read.scenario(), missing).render());
        }
    }

    /** How the command ends that shows it: a run that is not the recorded one is no success. */
    ExitCode exitCode() {
        return schedule.map(Replayed::exitCode).orElse(ExitCode.AS_EXPECTED);
    }
}
