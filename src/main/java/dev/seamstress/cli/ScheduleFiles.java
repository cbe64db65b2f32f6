package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.engine.Recorder;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.parse.SourceReader;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.problem.Problems;
import dev.seamstress.scenario.problem.Source;
import dev.seamstress.scenario.text.Fmt;
import dev.seamstress.scenario.words.Defaults;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.sched.ScheduleProblem;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** The schedule files that commands read and write. */
final class ScheduleFiles {
    /** What a schedule file may have at most. */
    static final SourceReader.Bound BOUND =
            new SourceReader.Bound(ScheduleFile.FILE_BYTES_MAX, "64 MiB", "a schedule file");

    private ScheduleFiles() {}

    /**
     * What came of reading a schedule file.
     *
     * @param schedule null if there are problems
     * @param scenario null if there are problems
     * @param kernel the recorded one
     */
    record Read(ScheduleFile schedule, ReadResult scenario, KernelChoice kernel, Problems problems) {
        private static Read bad(String file, Source source, List<Problem> problems) {
            return new Read(null, null, null, new Problems(file, source, problems));
        }
    }

    /** Reads a file. Errors: in the result, a missing file among them. */
    static Read read(String file) {
        SourceReader.Read read;
        try {
            Problem unread = NoSchedule.unread(file);
            if (unread != null) {
                return Read.bad(file, null, List.of(unread));
            }
            read = SourceReader.read(() -> Input.open(file), BOUND);
        } catch (InvalidPathException e) {
            return Read.bad(file.replace('\0', '?'), null, List.of(Scenarios.wrongName(e)));
        }
        if (read.problem() != null) {
            return Read.bad(file, read.source(), List.of(read.problem()));
        }
        return read(file, read.source());
    }

    private static Read read(String file, Source source) {
        if (!ScheduleFile.hasSchedule(source.text())) {
            return Read.bad(file, source, List.of(NoSchedule.of(file, source.text())));
        }
        ScheduleFile.Parsed parsed = ScheduleFile.parse(source.text());
        if (parsed.file().isEmpty()) {
            List<Problem> problems = parsed.problems().stream()
                    .map(problem -> problem(problem, source))
                    .toList();
            return Read.bad(file, source, problems);
        }
        ScheduleFile schedule = parsed.file().get();
        ReadResult scenario = ScenarioReader.read(file, schedule.scenario().getBytes(UTF_8), Scenarios.NAMES);
        List<String> names = List.of(schedule.model().split(" \\+ "));
        KernelChoice kernel = new KernelChoice(
                names.get(0), names.subList(1, names.size()), schedule.module(), RulesOff.sorted(schedule.without()));
        if (ModuleVariant.find(schedule.module()).isEmpty()) {
            Problem none = Problem.error(
                    At.NONE, "no module `" + schedule.module() + "`", "replay it with the program that wrote it");
            return Read.bad(file, source, List.of(none));
        }
        if (kernel.problem() != null) {
            return Read.bad(file, source, List.of(Problem.error(At.NONE, kernel.problem(), null)));
        }
        String off = RulesOff.problem(schedule.without());
        if (off != null) {
            return Read.bad(file, source, List.of(Problem.error(At.NONE, "`without`: " + off, null)));
        }
        return scenario.isGood()
                ? new Read(schedule, scenario, kernel, scenario.problems())
                : new Read(null, null, null, scenario.problems());
    }

    /** Places of schedules are in characters of Java, those of scenarios in code points. */
    private static Problem problem(ScheduleProblem problem, Source source) {
        if (problem.line() == 0) {
            return Problem.error(At.NONE, problem.message(), problem.hint());
        }
        String line = source.line(problem.line());
        int start = Math.min(problem.column() - 1, line.length());
        int end = Math.min(start + problem.length(), line.length());
        int column = line.codePointCount(0, start) + 1;
        At at = At.of(problem.line(), column, line.codePointCount(start, end));
        return Problem.error(at, problem.message(), problem.hint());
    }

    /**
     * The file that repeats a run. The engine makes the run once more for it, and must tell the same.
     *
     * @param read the scenario that was run
     */
    static ScheduleFile of(ReadResult read, RunOutcome outcome) throws NotModelledException {
        List<String> broken = outcome.broken();
        String rule = broken.isEmpty() ? ScheduleFile.NO_RULE : broken.get(0);
        ScheduleFile file = of(read, outcome.world().model(), outcome.run().schedule(), rule, OptionalInt.empty());
        if (file.digest() != outcome.digest()) {
            throw new IllegalStateException("the engine does not tell what the run told");
        }
        return file;
    }

    /**
     * The file that repeats a schedule of {@code read} under {@code model}, which breaks {@code rule}, or repeats from
     * step {@code loop} on for ever. The engine makes the run once more for it.
     *
     * <p>Errors: {@link NotModelledException} names what cannot be run.
     */
    static ScheduleFile of(ReadResult read, KernelModel model, Schedule schedule, String rule, OptionalInt loop)
            throws NotModelledException {
        World world = World.of(read.resolved().orElseThrow(), model);
        Recorder.Recorded recorded = Recorder.record(world.assembly(), schedule);
        return new ScheduleFile(
                text(read),
                model.name(),
                world.module().name(),
                model.rulesOff(),
                world.scenario().title().hash(),
                rule,
                loop,
                recorded.schedule(),
                recorded.digest(),
                recorded.checks());
    }

    /** A scenario's text as it was written, without a schedule; that of JSON is made. */
    static String text(ReadResult read) {
        return read.parsed() == null
                ? Fmt.format(read.tree(), Defaults.of(Scenarios.NAMES))
                : ScheduleFile.scenarioOf(read.problems().source().text());
    }

    /** Why {@code file} cannot be written, or null. */
    static String refusal(String file, boolean isForced) {
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                return file + ": error: this is a directory";
            }
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null && !Files.isDirectory(parent)) {
                return file + ": error: there is no directory " + parent;
            }
            if (parent != null && !Files.exists(path) && !Files.isWritable(parent)) {
                return file + ": error: it cannot be written: permission denied";
            }
            return Files.exists(path) && !isForced ? file + ": error: the file exists; --force replaces it" : null;
        } catch (InvalidPathException e) {
            return file.replace('\0', '?') + ": error: no file can have this name";
        }
    }

    /** Writes a schedule. Errors: {@link IOException}, also if the file has come to exist meanwhile. */
    static void write(String file, ScheduleFile schedule, boolean isForced) throws IOException {
        if (isForced) {
            WholeFile.replace(Path.of(file), schedule.render());
        } else {
            WholeFile.create(Path.of(file), schedule.render());
        }
    }

    /**
     * Writes a schedule whose name has a hash of what is in it, so that the file may be there already.
     *
     * <p>Errors: {@link IOException}, also if the file holds something else, which stays.
     */
    static void keep(Path path, ScheduleFile schedule) throws IOException {
        String text = schedule.render();
        if (!Files.exists(path)) {
            WholeFile.create(path, text);
        } else if (Files.size(path) != text.getBytes(UTF_8).length
                || !Files.readString(path).equals(text)) {
            throw new FileAlreadyExistsException(path.toString(), null, "it holds something else");
        }
    }
}
