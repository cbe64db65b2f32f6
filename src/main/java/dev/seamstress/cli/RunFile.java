package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.parse.SourceReader;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.trace.log.LogFile;
import dev.seamstress.trace.log.LogReader;
import dev.seamstress.world.NotModelledException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a file of a run is, by what is in it: a log has a run, a schedule is one, a scenario has one for each seed. */
final class RunFile {
    private static final int BEGINNING = 256;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final Pattern SCENARIO = Pattern.compile("(?s)(?:\\s++|//[^\\n]*+\\n|\\(\\*.*?\\*\\))*+TDX\\b.*");

    private RunFile() {}

    /** What a file can be. */
    enum Kind {
        LOG("an event log"),
        SCHEDULE("a schedule"),
        SCENARIO("a scenario"),
        /** What exists, and is none of these. */
        OTHER("no run");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** A file that shows no run; the message is for people, each of its lines ended. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }

        /** What to say of a log that cannot be read. */
        static Refused of(String file, Exception problem) {
            if (problem instanceof Refused refused) {
                return refused;
            } else if (problem instanceof LogReader.Unreadable log) {
                return new Refused(file + ":" + log.line() + ": error: " + log.getMessage() + "\n");
            } else if (problem instanceof NoSuchFileException || problem instanceof InvalidPathException) {
                return new Refused(file.replace('\0', '?') + ": error: there is no such file\n");
            }
            return new Refused(file + ": error: it cannot be read: " + problem.getMessage() + "\n");
        }
    }

    /** What is in {@code file}. A directory and what is not there count as scenarios, whose reader says so. */
    static Kind kind(String file) {
        try {
            if (!Input.isThere(file)) {
                return Kind.SCENARIO;
            }
            byte[] beginning = beginning(file);
            String text = new String(beginning, StandardCharsets.UTF_8);
            boolean isNamedSo = file.toLowerCase(Locale.ROOT).endsWith(".jsonl");
            if (isPacked(beginning) || isNamedSo || text.strip().startsWith("{")) {
                return Kind.LOG;
            }
            SourceReader.Read read = SourceReader.read(() -> Input.open(file), ScheduleFiles.BOUND);
            if (read.problem() != null) {
                return Kind.SCENARIO;
            } else if (ScheduleFile.hasSchedule(read.source().text())) {
                return Kind.SCHEDULE;
            }
            return isScenario(read.source().text()) ? Kind.SCENARIO : Kind.OTHER;
        } catch (InvalidPathException | IOException e) {
            return Kind.SCENARIO;
        }
    }

    /** True if {@code text} begins as scenarios do. */
    static boolean isScenario(String text) {
        return SCENARIO.matcher(text).matches();
    }

    /** True if the file is there and packed, as only logs are. */
    static boolean isPacked(String file) {
        try {
            return Input.isThere(file) && isPacked(beginning(file));
        } catch (InvalidPathException | IOException e) {
            return false;
        }
    }

    private static boolean isPacked(byte[] beginning) {
        return beginning.length > 1 && beginning[0] == GZIP_FIRST && (beginning[1] & 0xff) == GZIP_SECOND;
    }

    private static byte[] beginning(String file) throws IOException {
        try (InputStream in = Input.open(file)) {
            return in.readNBytes(BEGINNING);
        }
    }

    /** Opens a log. */
    static LogFile log(String file) throws Refused {
        try {
            return new LogFile(() -> Input.open(file));
        } catch (IOException | InvalidPathException problem) {
            throw Refused.of(file, problem);
        }
    }

    /**
     * A schedule that the engine has made again.
     *
     * @param report whether it is the recorded run
     */
    record Replayed(
            ScheduleFile file,
            ResolvedScenario scenario,
            KernelModel model,
            Replayer.Replayed replayed,
            ReplayReport report) {
        RunOutcome outcome() {
            return replayed.outcome();
        }

        /** How the command ends that shows it: a run that is not the recorded one is no success. */
        ExitCode exitCode() {
            return report.exitCode();
        }

        /** In what it is not the recorded run. */
        List<String> warnings() {
            return exitCode() == ExitCode.AS_EXPECTED ? List.of() : report.remarks();
        }
    }

    /** Makes a schedule's run again. */
    static Replayed replay(String file) throws Refused {
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
            return new Replayed(read.schedule(), scenario, model, replayed, report);
        } catch (NotModelledException missing) {
            throw new Refused(Runnability.problems(read.scenario(), missing).render());
        }
    }
}
