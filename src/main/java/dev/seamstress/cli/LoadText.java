package dev.seamstress.cli;

import dev.seamstress.load.job.CostTable;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.Warmup;
import dev.seamstress.load.random.Times;
import dev.seamstress.load.report.Metrics;
import dev.seamstress.load.report.Unfinished;
import dev.seamstress.load.run.Estimate;
import dev.seamstress.load.run.LoadResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A load result for people: what happened how often, how long it took, and what was in the way. */
final class LoadText {
    private static final List<String> FAULTS = List.of("private", "shared", "spurious", "unresolved");
    private static final List<String> OPERATIONS = List.of(
            "accept",
            "read",
            "read_shared",
            "to_shared",
            "to_private",
            "notify",
            "host_convert",
            "delete_slot",
            "create_slot",
            "prefault",
            "destroy");
    private static final List<String> PARTS =
            List.of("exit", "work", "lock_wait", "walk", "seamcall", "kick", "retry", "entry");
    private static final List<String> LOCKS = List.of("mmu_lock", "slots_lock");
    private static final List<String> MODULE_LOCKS = List.of("tree", "entry", "epoch", "op_state", "tdr");

    /** What it means that no warm-up was found. */
    static final String NOT_STEADY = "the last phase is too short or never comes to one; half of it was left out";

    private final LoadLines out;
    private LoadResult result;

    LoadText(PrintWriter out) {
        this.out = new LoadLines(out);
    }

    void print(LoadResult what) {
        result = what;
        head();
        faults();
        latencies("operations", "op.", OPERATIONS);
        latencies("from when it was to begin", "", List.of("task"));
        destruction();
        locks();
        module();
        retries();
        checks();
    }

    private void head() {
        Job job = result.job();
        int replications = result.runs().size();
        out.line(
                "%s: %s, %s, %s; %s, seed %d%s",
                job.name(),
                job.vm().model().id(),
                (job.vm().tds() == 1 ? "" : job.vm().tds() + " TDs of ")
                        + Counted.of(job.vm().vcpus(), "vCPU"),
                size(job.vm().pages()) + (job.vm().thp() == Job.Thp.ON ? ", shared by 2M pages" : ""),
                Counted.of(replications, "replication"),
                result.seed(),
                result.isPartial() ? " (partial: " + job.measure().replications() + " were asked for)" : "");
        if (!job.measure().about().isEmpty()) {
            out.line("  %s", job.measure().about());
        }
        out.line(
                "  %s of virtual time%s; %s faults a second; %s TDX calls a second; %s kicks, %s remote flushes",
                withInterval("run.time", LoadText::time),
                warmup(job.measure().warmup()),
                withInterval("fault.rate", LoadLines::count),
                LoadLines.count(mean("module.calls.rate")),
                LoadLines.count(mean("kick.count")),
                LoadLines.count(mean("flush.count")));
        if (job.measure().warmup().origin() == Warmup.Origin.NOT_STEADY) {
            out.line("  NO STEADY STATE: %s", NOT_STEADY);
        }
        if (result.isDead()) {
            out.line("  a KVM_BUG_ON of the model ended a replication");
        }
        if (result.isStuck()) {
            out.line("  LIVELOCK: in a replication nothing got on any more, and it was ended");
        }
    }

    private static String warmup(Warmup warmup) {
        String found = warmup.origin() == Warmup.Origin.FOUND ? ", by MSER-5" : "";
        return warmup.ns() == 0 ? "" : " after " + Times.text(warmup.ns()) + " of warm-up" + found;
    }

    private void faults() {
        latencies("page faults, exit to next instruction", "fault.", FAULTS);
        List<String> seen = FAULTS.stream()
                .filter(name -> mean("fault." + name + ".count") > 0)
                .toList();
        if (seen.isEmpty()) {
            return;
        }
        out.table(
                "what the mean is made of",
                PARTS.stream().map(part -> part.replace('_', ' ')).toList());
        for (String name : seen) {
            String start = "fault." + name + ".part.";
            out.row(
                    "  " + name,
                    PARTS.stream().map(part -> time(mean(start + part))).toList());
        }
    }

    /** What never happened has no line. */
    private void latencies(String title, String start, List<String> names) {
        List<String> seen =
                names.stream().filter(name -> mean(start + name + ".count") > 0).toList();
        if (seen.isEmpty()) {
            return;
        }
        out.table(title, List.of("count", "min", "p50", "p90", "p99", "±", "p99.9", "max"));
        for (String name : seen) {
            String metric = start + name;
            out.row(
                    "  " + name,
                    List.of(
                            LoadLines.count(mean(metric + ".count")),
                            time(mean(metric + ".min")),
                            time(mean(metric + ".p50")),
                            time(mean(metric + ".p90")),
                            time(mean(metric + ".p99")),
                            half(metric + ".p99"),
                            time(mean(metric + ".p999")),
                            time(mean(metric + ".max"))));
        }
    }

    private void destruction() {
        if (mean("destroy.pages.count") == 0) {
            return;
        }
        out.table("destruction of the TD", List.of("with key", "key", "without", "pages", "a page"));
        out.row(
                "  mean",
                List.of(
                        time(mean("destroy.with_key.mean")),
                        time(mean("destroy.key.mean")),
                        time(mean("destroy.without_key.mean")),
                        LoadLines.count(mean("destroy.pages.count")),
                        time(mean("destroy.page.mean"))));
    }

    private void locks() {
        out.table(
                "locks of KVM", List.of("a second", "held", "holders", "hold", "wait", "wait p99", "queue", "longest"));
        for (String lock : LOCKS) {
            for (String mode : List.of("read", "write")) {
                String start = "lock." + lock + "." + mode;
                if (mean(start + ".hold.count") > 0) {
                    lock(lock, mode, start);
                }
            }
        }
        tdxLock();
    }

    private void tdxLock() {
        if (mean("lock.tdx_lock.write.hold.count") > 0) {
            lock("tdx_lock", "write", "lock.tdx_lock.write");
        }
    }

    private void lock(String lock, String mode, String start) {
        out.row(
                "  " + lock + " " + mode,
                List.of(
                        LoadLines.count(mean(start + ".hold.rate")),
                        percent(mean(start + ".utilisation")),
                        number(mean(start + ".holders")),
                        time(mean(start + ".hold.mean")),
                        time(mean(start + ".wait.mean")),
                        time(mean(start + ".wait.p99")),
                        number(mean("lock." + lock + ".queue.length")),
                        LoadLines.count(mean("lock." + lock + ".queue.max"))));
    }

    private void module() {
        out.table("locks of the TDX module", List.of("taken", "held", "holders", "hold"));
        for (String lock : MODULE_LOCKS) {
            String start = "module." + lock;
            out.row(
                    "  " + lock,
                    List.of(
                            LoadLines.count(mean(start + ".count")),
                            percent(mean(start + ".utilisation")),
                            number(mean(start + ".holders")),
                            time(mean(start + ".hold.mean"))));
        }
    }

    private void retries() {
        out.gap();
        out.line(
                "attempts of faults that were retried: %s; TDX calls refused as busy: %s",
                percent(mean("retry.share")), percent(mean("busy.share")));
        for (String name : LoadResult.names()) {
            if (name.startsWith("retry.") && name.endsWith(".count") && !name.equals("retry.count") && mean(name) > 0) {
                out.line("  %-56s %10s", name.substring(6, name.length() - 6), LoadLines.count(mean(name)));
            }
        }
        for (Map.Entry<String, Double> cause : result.causes().entrySet()) {
            out.line("  %-56s %10s", cause.getKey(), LoadLines.count(cause.getValue()));
        }
        if (mean("zero_step.near.count") > 0) {
            boolean isLive = result.job().vm().zeroStep() == Job.ZeroStep.LIVE;
            out.line(
                    "faults in a row at one instruction: up to %s; six or more %s times; the module's filter is %s",
                    LoadLines.count(mean("zero_step.max_streak")),
                    LoadLines.count(mean("zero_step.near.count")),
                    isLive ? "live" : "off");
        }
    }

    private void checks() {
        double worst = result.littleWorst();
        String verdict = worst < LoadRuns.LITTLE_MAX ? "holds" : "DOES NOT HOLD: the numbers are wrong";
        out.gap();
        out.line("Little's law %s: queues measured twice differ by %.4f%% at most", verdict, 100 * worst);
        long given = CostTable.keys().stream()
                .filter(key -> result.job().costs().entry(key).source().equals(CostTable.OF_THE_JOB))
                .count();
        out.line(
                "costs are those of conf/costs.conf%s; most are derived or assumed: compare results, do not quote them",
                given == 0 ? "" : ", but for " + given + " that the job sets");
        Unfinished.note(result).ifPresent(note -> out.line("%s", note));
        for (LoadResult.Checked checked : result.checked()) {
            String value = value(checked);
            out.line(
                    "%s %-44s is %s",
                    checked.holds() ? "met    " : "NOT MET", checked.assertion().text(), value);
        }
    }

    private double mean(String name) {
        return result.estimate(name).mean();
    }

    private interface Form {
        String text(double value);
    }

    private String withInterval(String name, Form form) {
        Estimate estimate = result.estimate(name);
        return estimate.count() < 2
                ? form.text(estimate.mean())
                : form.text(estimate.mean()) + " ± " + form.text(estimate.halfWidth());
    }

    private String half(String name) {
        Estimate estimate = result.estimate(name);
        return estimate.count() < 2 ? "-" : time(estimate.halfWidth());
    }

    private static String time(double ns) {
        return Times.text(ns);
    }

    /** What came out for an assertion. */
    static String value(LoadResult.Checked checked) {
        return checked.isEmpty()
                ? "nothing: there was none"
                : value(checked.assertion().metric(), checked.value());
    }

    /** A number in the unit that its name tells. */
    static String value(String metric, double value) {
        return Metrics.text(metric, value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    static String size(long pages) {
        long kib = pages * 4;
        if (kib % (1 << 20) == 0) {
            return (kib >> 20) + "GiB";
        }
        return kib % (1 << 10) == 0 ? (kib >> 10) + "MiB" : kib + "KiB";
    }
}
