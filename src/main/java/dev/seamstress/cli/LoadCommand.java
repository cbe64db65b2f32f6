package dev.seamstress.cli;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.JobFile;
import dev.seamstress.load.job.MemoryNeed;
import dev.seamstress.load.run.AutoWarmup;
import dev.seamstress.load.run.LiveLoad;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.run.LoadRun;
import dev.seamstress.load.run.Replications;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress load}: plays a load job in virtual time and says how long things took. */
@Command(
        name = "load",
        description = {
            "Play a load job in virtual time and print how long things took.",
            "The same job and the same seed give the same bytes. Ends with 1 if an assertion of the job does not hold,"
                    + " with 14 if the model ran into a KVM_BUG_ON, and with 65 if the job cannot be read."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class LoadCommand implements Callable<Integer> {
    /** By Little's law two measurements of a queue are the same; they may differ by this much. */
    static final double LITTLE_MAX = 0.01;

    private static final int REPLICATIONS_MAX = 1000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JOB.conf", arity = "0..1", description = "A load job; conf/load has some.")
    private String file;

    @Option(
            names = "--replications",
            paramLabel = "R",
            description = "How often to play it, each time with other random numbers, in place of what the job says.")
    private Integer replications;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Where random numbers begin. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "In place of what the job says, as in 'td.vcpus=8'; may be given again.")
    private List<String> sets = List.of();

    @Option(names = "--model", paramLabel = "M", description = "The kernel, in place of what the job says.")
    private String model;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write result.json, metrics.csv, percentiles.csv, report.html and its charts into this"
                    + " directory.")
    private String out;

    @Option(names = "--force", description = "Let --out, --html and --log replace what is there.")
    private boolean isForced;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a page for a browser: what limits it, and charts of everything.")
    private String html;

    @Option(
            names = "--window",
            paramLabel = "R@TIME+-SPAN",
            description = "Play replication R alone, and write what happens from TIME - SPAN to TIME + SPAN, as in"
                    + " '3@12.5ms+-50us', as a timeline to --html, or as an event log to --log.")
    private String window;

    @Option(names = "--log", paramLabel = "FILE", description = "With --window: write it as an event log.")
    private String log;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many replications are played at once; one a processor if not given, and as many as there"
                    + " is memory for. Results do not depend on it.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--live",
            description = "Play it once on Pekko actors by the wall clock, and tell how many messages they pass and how"
                    + " full their mailboxes are. No two such runs are alike; assertions are not checked.")
    private boolean live;

    @Option(names = "--metrics", description = "List the metrics that assertions can name.")
    private boolean metrics;

    @Override
    public Integer call() throws IOException {
        if (metrics) {
            LoadResult.names().forEach(spec.commandLine().getOut()::println);
            return ExitCode.AS_EXPECTED.number();
        }
        if (file == null) {
            throw new ParameterException(spec.commandLine(), "no job given; conf/load has some");
        }
        if (workers < 1) {
            throw new ParameterException(spec.commandLine(), "--workers is at least 1");
        }
        String refusal = out == null ? null : LoadDirectory.of(out).refusal(isForced);
        if (refusal != null) {
            throw new ParameterException(spec.commandLine(), refusal);
        }
        for (String each : new String[] {html, log}) {
            String problem = each == null ? null : ScheduleFiles.refusal(each, isForced);
            if (problem != null) {
                return bad(problem);
            }
        }
        byte[] content;
        try {
            content = content();
        } catch (NoSuchFileException | InvalidPathException problem) {
            return bad(file.replace('\0', '?') + ": error: there is no such file");
        } catch (IOException problem) {
            return bad(file + ": error: it cannot be read: " + problem.getMessage());
        }
        long heap = Runtime.getRuntime().maxMemory();
        JobFile.Limits limits = new JobFile.Limits(heap, LoadResult.names());
        JobFile.Read read = JobFile.read(Path.of(file), content, settings(), limits);
        if (read.job().isEmpty()) {
            spec.commandLine().getErr().print(read.problems().render());
            return ExitCode.BAD_INPUT.number();
        }
        Job job = read.job().orElseThrow();
        if (window != null || log != null) {
            return playWindow(job);
        }
        // Who interrupts the search for a warm-up ends the process, as there is no result yet.
        return live ? playLive(job) : play(AutoWarmup.settled(job, seed, () -> false), heap, content);
    }

    private int playWindow(Job job) throws IOException {
        if (window == null || html == null && log == null || out != null || live || json) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--window goes with --html or --log, --log with --window, neither with --out, --live or --json");
        }
        LoadWindowLog.Window span = LoadWindowLog.Window.of(window)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--window is a replication, a time and half a span of at most 500ms, as in 3@12.5ms+-50us"));
        if (job.vm().tds() > 1) {
            return bad(file + ": error: a window is of a job with one TD");
        }
        String command = command() + " --window " + window + " --html slow.html";
        LoadWindowLog told = new LoadWindowLog(job, seed, span, command);
        try (Interrupt interrupt = new Interrupt()) {
            long steps = told.play(interrupt::isRaised);
            if (interrupt.isRaised()) {
                return ExitCode.INTERRUPTED.number();
            }
            if (steps == 0) {
                return bad(file + ": error: replication " + span.replication() + " is over before the window begins");
            }
            if (html != null) {
                TraceFiles.write(html, isForced, stream -> TraceFiles.html(stream, told::tell));
            }
            if (log != null) {
                TraceFiles.write(log, isForced, stream -> TraceFiles.log(log, stream, told::tell));
            }
            return ExitCode.AS_EXPECTED.number();
        }
    }

    private int playLive(Job job) throws IOException {
        if (out != null || html != null || replications != null) {
            String one = out != null ? "--out" : html != null ? "--html" : "--replications";
            throw new ParameterException(
                    spec.commandLine(), one + " does not go with --live, which plays a job once and writes no files");
        }
        if (job.vm().tds() > 1) {
            return bad(file + ": error: a live run has one TD");
        }
        if (job.vm().pages() > LiveLoad.PAGES_MAX) {
            return bad(file + ": error: --live plays TDs of at most 4GiB; --set td.memory=4GiB makes it one");
        }
        try (Interrupt interrupt = new Interrupt()) {
            LoadLive.Outcome outcome = LoadLive.play(job, seed, interrupt::isRaised);
            LoadLiveText text = new LoadLiveText(outcome);
            PrintWriter printer = spec.commandLine().getOut();
            if (json) {
                printer.println(text.json());
            } else {
                text.print(printer);
            }
            printer.flush();
            return outcome.exit().number();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED.number();
        }
    }

    /** No more of it than is needed to see that it is too long. */
    private byte[] content() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return in.readNBytes(JobFile.BYTES_MAX + 1);
        }
    }

    private int bad(String message) {
        spec.commandLine().getErr().println(message);
        return ExitCode.BAD_INPUT.number();
    }

    private List<String> settings() {
        if (replications != null && (replications < 1 || replications > REPLICATIONS_MAX)) {
            throw new ParameterException(spec.commandLine(), "--replications is a number from 1 to 1000");
        }
        List<String> all = new ArrayList<>(sets);
        if (model != null) {
            all.add("model=\"" + model.replace("\"", "") + "\"");
        }
        if (replications != null) {
            all.add("replications=" + replications);
        }
        return all;
    }

    /** The command that plays the job so again, as a shell takes it. */
    private String command() {
        StringBuilder line = new StringBuilder("./seamstress load ").append(RunText.quoted(file));
        line.append(" --seed ").append(seed);
        settings().forEach(set -> line.append(" --set ").append(RunText.quoted(set)));
        return line.toString();
    }

    private int play(Job job, long heap, byte[] content) throws IOException {
        int most = (int) Math.min(workers, MemoryNeed.usable(heap) / MemoryNeed.bytes(job));
        LoadWatch watch = new LoadWatch(
                spec.commandLine().getErr(),
                job.name(),
                job.measure().replications(),
                Ansi.AUTO.enabled(),
                System::nanoTime);
        try (Interrupt interrupt = new Interrupt()) {
            List<LoadRun.Outcome> outcomes = new Replications(job, seed, most).play(interrupt::isRaised, watch);
            watch.end();
            if (outcomes.isEmpty()) {
                spec.commandLine().getErr().println("interrupted before a replication was at its end: no result");
                return ExitCode.INTERRUPTED.number();
            }
            LoadResult result = new LoadResult(job, seed, outcomes);
            if (out != null || html != null) {
                keep(result, new LoadReport(result, command(), content));
            }
            print(result);
            return exit(result, interrupt.isRaised()).number();
        }
    }

    private void keep(LoadResult result, LoadReport report) throws IOException {
        if (out != null) {
            LoadDirectory.of(out).write(directory -> LoadFiles.write(directory, result, report));
        }
        if (html != null) {
            report.page(html, isForced);
        }
    }

    private void print(LoadResult result) throws IOException {
        PrintWriter printer = spec.commandLine().getOut();
        if (json) {
            printer.println(LoadJson.of(result));
        } else {
            new LoadText(printer).print(result);
        }
        printer.flush();
    }

    private ExitCode exit(LoadResult result, boolean isInterrupted) {
        if (result.estimate(LoadResult.LITTLE).mean() >= LITTLE_MAX) {
            spec.commandLine().getErr().println("seamstress: a queue was measured wrongly: " + LoadResult.LITTLE);
            return ExitCode.INTERNAL_ERROR;
        }
        if (isInterrupted) {
            return ExitCode.INTERRUPTED;
        }
        if (result.isDead()) {
            return ExitCode.KVM_BUG;
        }
        boolean isMet = result.checked().stream().allMatch(LoadResult.Checked::holds);
        return isMet ? ExitCode.AS_EXPECTED : ExitCode.EXPECTATION_NOT_MET;
    }
}
