package dev.seamstress.cli;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.MetricUnit;
import dev.seamstress.load.report.Curve;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.stats.Scaling;
import dev.seamstress.load.stats.SweepValues;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
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

/** {@code seamstress sweep}: plays a load job for each of several values of a key, and says how it scales. */
@Command(
        name = "sweep",
        description = {
            "Play a load job for each of several values of a key, and say how throughput scales.",
            "Every point has the same random numbers. Ends as 'load' does, with what the worst point ends with."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SweepCommand implements Callable<Integer> {
    static final List<String> METRICS = List.of(
            "fault.rate",
            "task.rate",
            "fault.private.p50",
            "fault.private.p99",
            "lock.mmu_lock.read.wait.p99",
            "retry.share",
            "busy.share");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JOB.conf", description = "A load job; conf/load has some.")
    private String file;

    @Option(
            names = "--over",
            paramLabel = "KEY=V,V...",
            required = true,
            description = {
                "What is varied, as in 'td.vcpus=1,2,4,...,64': any key that --set takes.",
                "Dots go on by a sum or a factor."
            })
    private String over;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description = "What the table shows; may be given again. 'load --metrics' lists the names.")
    private List<String> metrics = METRICS;

    @Option(
            names = "--scales",
            paramLabel = "NAME",
            defaultValue = "fault.rate",
            description = "The rate that the scalability law is fitted to. Default: ${DEFAULT-VALUE}.")
    private String scales;

    @Mixin
    private JobOptions options = new JobOptions();

    @Option(
            names = "--model",
            paramLabel = "M",
            completionCandidates = NamesToComplete.Models.class,
            description = "The kernel, in place of what the job says.")
    private String model;

    @Option(names = "--out", paramLabel = "DIR", description = "Write sweep.json and sweep.csv into this directory.")
    private String out;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a page for a browser: the curve, and the report of the last point.")
    private String html;

    @Option(names = "--force", description = "Let --out and --html replace what is there.")
    private boolean isForced;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        String page = html == null ? null : ScheduleFiles.refusal(html, isForced);
        if (page != null) {
            spec.commandLine().getErr().println(page);
            return ExitCode.BAD_INPUT.number();
        }
        options.requireReplications(1);
        LoadRuns runs = new LoadRuns(spec.commandLine());
        runs.requireMetrics(metrics);
        runs.requireMetrics(List.of(scales));
        if (MetricUnit.of(scales) != MetricUnit.RATE) {
            throw new ParameterException(
                    spec.commandLine(), "--scales " + scales + ": it is no rate, and the law is for those: fault.rate");
        }
        int equals = over.indexOf('=');
        String key = equals < 0 ? "" : over.substring(0, equals).strip();
        SweepValues.Read read = SweepValues.read(over.substring(equals + 1));
        if (key.isEmpty() || read.problem().isPresent()) {
            String problem =
                    key.isEmpty() ? "it varies nothing" : read.problem().orElseThrow();
            throw new ParameterException(
                    spec.commandLine(), "--over " + over + ": " + problem + "; as in --over td.vcpus=1,2,4,...,64");
        }
        String refusal =
                out == null ? null : LoadDirectory.of(out, SweepFiles.RESULT).refusal(isForced);
        if (refusal != null) {
            throw new ParameterException(spec.commandLine(), refusal);
        }
        List<Job> jobs = new ArrayList<>();
        for (String value : read.values()) {
            Optional<Job> job = runs.read(file, settings(key + "=" + value));
            if (job.isEmpty()) {
                return ExitCode.BAD_INPUT.number();
            }
            jobs.add(job.orElseThrow());
        }
        try (Interrupt interrupt = new Interrupt()) {
            List<Scaling.Point> points = play(runs, jobs, read.values(), key, interrupt);
            if (points.isEmpty()) {
                spec.commandLine().getErr().println("interrupted before a replication was at its end: no result");
                return ExitCode.INTERRUPTED.number();
            }
            Sweep sweep = new Sweep(key, jobs.size(), points, metrics, Scaling.of(points, scales));
            KeptResult kept = new KeptResult(spec.commandLine().getErr());
            if (html != null) {
                kept.keep(() -> page(sweep, points, runs.content(file).orElseThrow()));
            }
            if (out != null) {
                kept.keep(() -> LoadDirectory.of(out, SweepFiles.RESULT)
                        .write(directory -> SweepFiles.write(directory, sweep)));
            }
            tell(sweep);
            List<LoadResult> results =
                    points.stream().map(Scaling.Point::result).toList();
            return kept.exit(runs.verdict(results, interrupt.isRaised())).number();
        }
    }

    private List<String> settings(String point) {
        return options.settings(model, List.of(point));
    }

    private List<Scaling.Point> play(
            LoadRuns runs, List<Job> jobs, List<String> values, String key, Interrupt interrupt) {
        List<Scaling.Point> points = new ArrayList<>();
        for (int i = 0; i < jobs.size() && !interrupt.isRaised(); i++) {
            String value = values.get(i);
            runs.play(jobs.get(i), options.seed(), key + "=" + value, interrupt::isRaised)
                    .ifPresent(result -> points.add(new Scaling.Point(value, result)));
        }
        return points;
    }

    /** The report of the last point, with the curve of all. */
    private void page(Sweep sweep, List<Scaling.Point> points, byte[] job) throws IOException {
        Scaling.Point last = points.get(points.size() - 1);
        String again = options.again(file, settings(sweep.key() + "=" + last.value()));
        Optional<Curve> curve =
                Curve.of(sweep.key(), scales, points, sweep.scaling().scaling());
        new LoadReport(last.result(), again, job, curve).page(html, isForced);
    }

    private void tell(Sweep sweep) throws IOException {
        PrintWriter printer = spec.commandLine().getOut();
        if (json) {
            printer.println(SweepFiles.json(sweep));
        } else {
            new SweepText(printer).print(sweep);
        }
        printer.flush();
    }
}
