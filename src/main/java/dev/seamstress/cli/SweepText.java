package dev.seamstress.cli;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.run.Estimate;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.stats.Scaling;
import dev.seamstress.load.stats.Usl;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A sweep for people: a line for each point, and the scalability law. */
final class SweepText {
    private static final int GAP = 2;

    private final LoadLines out;

    SweepText(PrintWriter out) {
        this.out = new LoadLines(out);
    }

    void print(Sweep sweep) {
        Job job = sweep.any().job();
        out.line(
                "%s: %s; %d replication%s a point, seed %d%s",
                job.name(),
                sweep.key().equals("model")
                        ? "several kernels"
                        : job.vm().model().id(),
                job.measure().replications(),
                job.measure().replications() == 1 ? "" : "s",
                sweep.any().seed(),
                sweep.isPartial() ? " (partial: " + sweep.asked() + " points were asked for)" : "");
        out.gap();
        table(sweep);
        checks(sweep);
        out.gap();
        sweep.scaling()
                .scaling()
                .ifPresentOrElse(
                        scaling -> law(sweep.key(), scaling),
                        () -> out.line("no scalability law: %s", sweep.scaling().whyNot()));
    }

    private void table(Sweep sweep) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(sweep.key()));
        head.addAll(sweep.metrics());
        rows.add(head);
        for (Scaling.Point point : sweep.points()) {
            List<String> row = new ArrayList<>(List.of(point.value()));
            for (String metric : sweep.metrics()) {
                boolean isTold = point.result().tells(metric);
                row.add(isTold ? text(metric, point.result().estimate(metric)) : "none");
            }
            rows.add(row);
        }
        for (List<String> row : rows) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int place = column;
                int width = rows.stream()
                        .mapToInt(each -> each.get(place).length())
                        .max()
                        .orElse(0);
                String pad = " ".repeat(width - row.get(column).length());
                text.append(column == 0 ? row.get(column) + pad : " ".repeat(GAP) + pad + row.get(column));
            }
            out.line("%s", text);
        }
    }

    /** A mean and its interval, if there is one. */
    static String text(String metric, Estimate estimate) {
        String mean = LoadText.value(metric, estimate.mean());
        return estimate.count() < 2 ? mean : mean + " ± " + LoadText.value(metric, estimate.halfWidth());
    }

    private void checks(Sweep sweep) {
        for (Scaling.Point point : sweep.points()) {
            if (point.result().isDead()) {
                out.line("%s=%s: a KVM_BUG_ON of the model ended a replication", sweep.key(), point.value());
            }
            for (LoadResult.Checked checked : point.result().checked()) {
                if (!checked.holds()) {
                    out.line(
                            "NOT MET at %s=%s: %s, is %s",
                            sweep.key(), point.value(), checked.assertion().text(), LoadText.value(checked));
                }
            }
        }
    }

    private void law(String key, Scaling scaling) {
        Usl law = scaling.law();
        out.line("how %s grows with %s, N: the Universal Scalability Law", scaling.metric(), key);
        out.line("  %s(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))", scaling.metric());
        row("lambda", law.lambda(), scaling.lambda(), "of one alone");
        row("sigma", law.sigma(), scaling.sigma(), "contention: the part for which all wait for one another");
        row("kappa", law.kappa(), scaling.kappa(), "coherence: what each costs each other");
        if (scaling.lambda().count() > 1) {
            out.line("  each: the mean of what each replication's own curve has, with its 95 %% interval");
        }
        out.line("  %s", limit(scaling));
        out.line(
                "  the curve explains R2 = %.4f of the variance; at the worst point it is %.1f%% off",
                law.r2(), 100 * law.worst());
        if (law.isPoor()) {
            out.line("  A POOR FIT: these numbers do not follow the law; do not reckon with its parameters");
        }
    }

    private void row(String name, double value, Estimate estimate, String what) {
        String each = estimate.count() < 2
                ? ""
                : String.format(Locale.ROOT, ", each %s ± %.2g", parameter(estimate.mean()), estimate.halfWidth());
        boolean isAtBound = value == 0 && estimate.halfWidth() == 0; // an interval of nothing would say that it is sure
        out.line("  %-7s %-36s %s", name, isAtBound ? "0 (it is never less)" : parameter(value) + each, what);
    }

    private static String parameter(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.4g", value);
    }

    private static String limit(Scaling scaling) {
        Usl law = scaling.law();
        if (Double.isInfinite(law.ceiling())) {
            return "no knee: it grows with N for ever, as far as these points tell";
        }
        if (Double.isInfinite(law.knee())) {
            return String.format(
                    Locale.ROOT,
                    "no knee: it comes nearer and nearer to %s, of which the last point has %.0f%%",
                    LoadText.value(scaling.metric(), law.ceiling()),
                    100 * law.at(scaling.last()) / law.ceiling());
        }
        return String.format(
                Locale.ROOT,
                "knee at N = %.0f, with %s; more do less%s",
                law.knee(),
                LoadText.value(scaling.metric(), law.ceiling()),
                reservation(scaling));
    }

    private static String reservation(Scaling scaling) {
        if (scaling.isKneeBeyond()) {
            return ". It is beyond the last point, so nobody has looked there";
        }
        return scaling.isKneeSeen()
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", says the law. No point does: the most is %s, at N = %.0f,%n  "
                                + "and it is level there, as where a lock lets one after the other pass",
                        LoadText.value(scaling.metric(), scaling.most()),
                        scaling.mostAt());
    }
}
