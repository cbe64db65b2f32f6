package dev.seamstress.cli;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.JobFile;
import dev.seamstress.load.job.MemoryNeed;
import dev.seamstress.load.job.Warmup;
import dev.seamstress.load.random.Times;
import dev.seamstress.load.run.AutoWarmup;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.run.LoadRun;
import dev.seamstress.load.run.Replications;
import dev.seamstress.scenario.problem.Near;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** Reads and plays jobs, and says what the process ends with. */
final class LoadRuns {
    /** By Little's law two measurements of a queue are the same; they may differ by this much. */
    static final double LITTLE_MAX = 0.01;

    private final CommandLine command;
    private final Map<String, byte[]> contents = new TreeMap<>();
    private final long heap = Runtime.getRuntime().maxMemory();

    LoadRuns(CommandLine command) {
        this.command = command;
    }

    /** The job, with {@code sets} in place of what it says; nothing if it is wrong, and then stderr says why. */
    Optional<Job> read(String file, List<String> sets) {
        return content(file).flatMap(content -> read(file, content, sets));
    }

    /** The same of a file whose content is known. */
    Optional<Job> read(String file, byte[] content, List<String> sets) {
        JobFile.Limits limits = new JobFile.Limits(heap, LoadResult.names());
        JobFile.Read read = JobFile.read(Path.of(file), content, sets, limits);
        if (read.job().isEmpty()) {
            command.getErr().print(read.problems().render());
            command.getErr().flush();
        }
        return read.job();
    }

    /**
     * No more of the file than is needed to see that it is too long; nothing if it cannot be read, and stderr says so.
     * It is read once, as it may be a pipe, or another one by the time that it is wanted again.
     */
    Optional<byte[]> content(String file) {
        PrintWriter err = command.getErr();
        if (contents.containsKey(file)) {
            return Optional.of(contents.get(file));
        }
        try (InputStream in = Input.open(file)) {
            byte[] content = in.readNBytes(JobFile.BYTES_MAX + 1);
            contents.put(file, content);
            return Optional.of(content);
        } catch (NoSuchFileException | InvalidPathException problem) {
            err.println(file.replace('\0', '?') + ": error: there is no such file");
        } catch (IOException problem) {
            err.println(file + ": error: it cannot be read: " + problem.getMessage());
        }
        return Optional.empty();
    }

    /** Plays it; nothing if it was stopped before a replication was at its end. {@code name}: for who watches. */
    Optional<LoadResult> play(Job asked, long seed, String name, BooleanSupplier isStopped) {
        return play(asked, seed, name, Runtime.getRuntime().availableProcessors(), isStopped);
    }

    /** The same with at most {@code workers} replications at once. */
    Optional<LoadResult> play(Job asked, long seed, String name, int workers, BooleanSupplier isStopped) {
        Job job = AutoWarmup.settled(asked, seed, isStopped);
        if (job.measure().warmup().origin() == Warmup.Origin.NOT_STEADY) {
            command.getErr().println(name + ": warning: no steady state; " + LoadText.NOT_STEADY);
        }
        long most = Math.min(workers, MemoryNeed.usable(heap) / MemoryNeed.bytes(job));
        LoadWatch watch = new LoadWatch(
                command.getErr(), name, job.measure().replications(), Ansi.AUTO.enabled(), System::nanoTime);
        List<LoadRun.Outcome> outcomes = new Replications(job, seed, (int) most).play(isStopped, watch);
        watch.end();
        if (!outcomes.isEmpty()) {
            command.getErr()
                    .println(name + ": " + outcomes.size() + " of "
                            + job.measure().replications() + " replications are at their end");
        }
        return outcomes.isEmpty() ? Optional.empty() : Optional.of(new LoadResult(job, seed, outcomes));
    }

    /** What the process ends with, of all results together. */
    ExitCode verdict(List<LoadResult> results, boolean isInterrupted) {
        for (LoadResult result : results) {
            if (result.littleWorst() >= LITTLE_MAX) {
                command.getErr().println("seamstress: a queue was measured wrongly: " + LoadResult.LITTLE);
                return ExitCode.INTERNAL_ERROR;
            }
        }
        if (isInterrupted) {
            return ExitCode.INTERRUPTED;
        }
        if (results.stream().anyMatch(LoadResult::isDead)) {
            return ExitCode.KVM_BUG;
        }
        for (LoadResult result : results) {
            if (result.isStuck()) {
                command.getErr()
                        .println("seamstress: " + result.job().name()
                                + ": a livelock, as far as one run can tell: nothing got"
                                + " on any more, and the run was ended");
                return ExitCode.LIVELOCK;
            }
        }
        for (LoadResult result : results) {
            String nothing = saysNothing(result);
            if (nothing != null) {
                command.getErr().println(result.job().name() + ": error: " + nothing);
                return ExitCode.BAD_INPUT;
            }
        }
        boolean areMet =
                results.stream().flatMap(result -> result.checked().stream()).allMatch(LoadResult.Checked::holds);
        return areMet ? ExitCode.AS_EXPECTED : ExitCode.EXPECTATION_NOT_MET;
    }

    /** Why the numbers of a result are worth nothing, or null. */
    private static String saysNothing(LoadResult result) {
        if (result.isCut()) {
            return "it was cut after 73 years of virtual time; its costs, or its phases, are too long";
        }
        return result.isAllWarmup()
                ? "nothing is left after a `warmup` of "
                        + Times.text(result.job().measure().warmupNs()) + ": the run is over before"
                : null;
    }

    /** Errors: {@link ParameterException} for a name that no metric has. */
    void requireMetrics(List<String> names) {
        for (String name : names) {
            if (!LoadResult.names().contains(name)) {
                String near = Near.best(name, LoadResult.names());
                String hint = near == null ? "'seamstress load --metrics' lists them" : "did you mean '" + near + "'?";
                throw new ParameterException(command, "no metric '" + name + "'; " + hint);
            }
        }
    }
}
