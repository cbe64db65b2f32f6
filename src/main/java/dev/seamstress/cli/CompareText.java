package dev.seamstress.cli;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.run.Estimate;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.stats.JobComparison;
import dev.seamstress.load.stats.PairedDifference;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A comparison of two jobs for people. */
final class CompareText {
    /** So many metrics that differ are shown, those that changed most. */
    private static final int SHOWN_MAX = 20;

    private final LoadLines out;
    private final List<String> always;
    private final boolean isAll;

    /** {@code always}: metrics that are shown whether they differ or not; {@code isAll}: so are all that changed. */
    CompareText(PrintWriter out, List<String> always, boolean isAll) {
        this.out = new LoadLines(out);
        this.always = always;
        this.isAll = isAll;
    }

    void print(JobComparison comparison) {
        side("A", comparison.first());
        side("B", comparison.second());
        out.line(
                "%d pairs of replications with the same random numbers, seed %d%s",
                comparison.pairs(),
                comparison.first().seed(),
                comparison.first().isPartial() || comparison.second().isPartial() ? " (partial)" : "");
        out.gap();
        out.line("%-34s %14s %14s %25s %9s %9s", "", "A", "B", "B - A, 95 % interval", "", "p");
        comparison.differences().stream()
                .filter(each -> always.contains(each.metric()))
                .sorted(Comparator.comparingInt(each -> always.indexOf(each.metric())))
                .forEach(this::row);
        others(comparison);
        out.gap();
        out.line(
                "not the same in every pair: %s; ** marks %d of them, all looked at together (Holm, 5 %%);",
                Counted.of(comparison.changed(), "metric"), comparison.differingAmongAll());
        out.line(
                " * marks %d more, each looked at alone, and by chance about %d would be",
                comparison.differing() - comparison.differingAmongAll(), Math.round(comparison.changed() * 0.05));
        checks("A", comparison.first());
        checks("B", comparison.second());
    }

    private void side(String name, LoadResult result) {
        Job job = result.job();
        out.line(
                "%s: %s, %s, %d %s, %s; %d replications",
                name,
                job.name(),
                job.vm().model().id(),
                job.vm().vcpus(),
                job.vm().vcpus() == 1 ? "vCPU" : "vCPUs",
                LoadText.size(job.vm().pages()),
                result.runs().size());
    }

    /** What differs besides, most changed first. */
    private void others(JobComparison comparison) {
        List<PairedDifference> others = new ArrayList<>(comparison.differences().stream()
                .filter(each -> !always.contains(each.metric()))
                .filter(each -> isAll ? !each.isSame() : each.differsAmongAll())
                .toList());
        others.sort(Comparator.comparingDouble(CompareText::change).reversed());
        if (!others.isEmpty()) {
            out.gap();
        }
        others.stream().limit(isAll ? others.size() : SHOWN_MAX).forEach(this::row);
        if (!isAll && others.size() > SHOWN_MAX) {
            out.line("and %d more that differ; --all shows them", others.size() - SHOWN_MAX);
        }
    }

    private static double change(PairedDifference difference) {
        double relative = Math.abs(difference.relative());
        return Double.isNaN(relative) ? Double.POSITIVE_INFINITY : relative;
    }

    private void row(PairedDifference each) {
        String metric = each.metric();
        String relative =
                Double.isNaN(each.relative()) ? "" : String.format(Locale.ROOT, "%+.2f%%", 100 * each.relative());
        out.line(
                "%-34s %14s %14s %25s %9s %9s %s",
                metric,
                text(metric, each.first()),
                text(metric, each.second()),
                each.isCompared() ? SweepText.text(metric, each.difference()) : "",
                relative,
                p(each),
                each.differsAmongAll() ? "**" : each.differs() ? "*" : "");
    }

    private static String text(String metric, Estimate estimate) {
        return estimate.count() == 0 ? "none" : LoadText.value(metric, estimate.mean());
    }

    private static String p(PairedDifference each) {
        if (!each.isCompared()) {
            return "no pairs";
        }
        return each.isSame() ? "same" : String.format(Locale.ROOT, "%.2g", each.p());
    }

    private void checks(String name, LoadResult result) {
        if (result.isDead()) {
            out.line("%s: a KVM_BUG_ON of the model ended a replication", name);
        }
        if (result.isStuck()) {
            out.line("%s: LIVELOCK: in a replication nothing got on any more, and it was ended", name);
        }
        for (LoadResult.Checked checked : result.checked()) {
            if (!checked.holds()) {
                out.line("NOT MET in %s: %s, is %s", name, checked.assertion().text(), LoadText.value(checked));
            }
        }
    }
}
