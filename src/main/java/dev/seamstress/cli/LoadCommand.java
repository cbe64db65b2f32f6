package dev.seamstress.cli;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.run.LiveLoad;
import dev.seamstress.load.run.LoadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JOB.conf", arity = "0..1", description = "A load job; conf/load has some.")
    private String file;

    @Mixin
    private JobOptions options = new JobOptions();

    @Option(
            names = "--model",
            paramLabel = "M",
            completionCandidates = NamesToComplete.Models.class,
            description = "The kernel, in place of what the job says.")
    private String model;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Write result.json, metrics.csv, percentiles.csv, report.html, its charts, and timelines of the"
                            + " slowest faults into this directory.")
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
                    + " '3@12.5ms+-50us', as a timeline to --html, or as an event log to --log. Of several TDs it is of"
                    + " one, as in '3/td0@12.5ms+-50us'.")
    private String window;

    @Option(names = "--log", paramLabel = "FILE", description = "With --window: write it as an event log.")
    private String log;

    @Option(
            names = "--windows",
            paramLabel = "N",
            description =
                    "With --out: of how many of the slowest faults a timeline is written, from 0 to 10; of 3 if not"
                            + " given. For that their replications are played once more.")
    private Integer windows;

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
        if (windows != null && (out == null || windows < 0 || windows > SlowPages.MOST)) {
            throw new ParameterException(
                    spec.commandLine(), "--windows is a number from 0 to " + SlowPages.MOST + ", and goes with --out");
        }
        options.requireReplications(1);
        LoadRuns runs = new LoadRuns(spec.commandLine());
        Optional<byte[]> content = runs.content(file);
        Optional<Job> read = content.flatMap(bytes -> runs.read(file, bytes, settings()));
        if (read.isEmpty()) {
            return ExitCode.BAD_INPUT.number();
        }
        Job job = read.orElseThrow();
        if (window != null || log != null) {
            return playWindow(job);
        }
        return live ? playLive(job) : play(runs, job, content.orElseThrow());
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
        String problem = span.problem(job);
        if (problem != null) {
            return bad(file + ": error: " + problem);
        }
        String command = command() + " --window " + window + " --html slow.html";
        LoadWindowLog told = new LoadWindowLog(job, options.seed(), span, command, Integer.MAX_VALUE);
        try (Interrupt interrupt = new Interrupt()) {
            LoadWindowLog.play(List.of(told), interrupt::isRaised);
            if (interrupt.isRaised()) {
                return ExitCode.INTERRUPTED.number();
            }
            if (told.steps() == 0) {
                return bad(file + ": error: " + told.whyNothing());
            }
            KeptResult kept = new KeptResult(spec.commandLine().getErr());
            if (html != null) {
                kept.keep(() -> TraceFiles.write(html, isForced, stream -> TraceFiles.html(stream, told::tell)));
            }
            if (log != null) {
                kept.keep(() -> TraceFiles.write(log, isForced, stream -> TraceFiles.log(log, stream, told::tell)));
            }
            return kept.exit(ExitCode.AS_EXPECTED).number();
        }
    }

    private int playLive(Job job) throws IOException {
        if (out != null || html != null || options.hasReplications()) {
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
            LoadLive.Outcome outcome = LoadLive.play(job, options.seed(), interrupt::isRaised);
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

    private int bad(String message) {
        spec.commandLine().getErr().println(message);
        return ExitCode.BAD_INPUT.number();
    }

    private List<String> settings() {
        return options.settings(model, List.of());
    }

    /** The command that plays the job so again. */
    private String command() {
        return options.again(file, settings());
    }

    private int play(LoadRuns runs, Job job, byte[] content) throws IOException {
        try (Interrupt interrupt = new Interrupt()) {
            Optional<LoadResult> played = runs.play(job, options.seed(), job.name(), workers, interrupt::isRaised);
            if (played.isEmpty()) {
                spec.commandLine().getErr().println("interrupted before a replication was at its end: no result");
                return ExitCode.INTERRUPTED.number();
            }
            LoadResult result = played.orElseThrow();
            KeptResult kept = new KeptResult(spec.commandLine().getErr());
            if (out != null || html != null) {
                keep(result, new LoadReport(result, command(), content), kept, interrupt);
            }
            print(result);
            return kept.exit(runs.verdict(List.of(result), interrupt.isRaised()))
                    .number();
        }
    }

    private void keep(LoadResult result, LoadReport report, KeptResult kept, Interrupt interrupt) {
        if (out != null) {
            int most = windows == null ? SlowPages.USUAL : windows;
            SlowPages slow = SlowPages.of(result, command(), most);
            slow.play(spec.commandLine().getErr(), interrupt::isRaised);
            kept.keep(() -> LoadDirectory.of(out).write(directory -> LoadFiles.write(directory, result, report, slow)));
        }
        if (html != null) {
            kept.keep(() -> report.page(html, isForced));
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
}
