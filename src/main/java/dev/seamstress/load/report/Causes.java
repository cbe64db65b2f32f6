package dev.seamstress.load.report;

import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.Activity;
import dev.seamstress.load.metrics.Loss;
import dev.seamstress.load.run.LoadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The charts of what time is spent on, and lost to. */
final class Causes {
    private static final double LEAST = 0.0005;
    private static final String[] LENGTHS = {"1", "2", "3", "4", "5", "6", "more"};

    private final LoadResult result;

    Causes(LoadResult result) {
        this.result = result;
    }

    private double mean(String metric) {
        return result.estimate(metric).mean();
    }

    /** What the mean of each thing is made of. */
    Chart parts(String id, String title, Map<String, String> names) {
        List<String> columns = new ArrayList<>(List.of("what"));
        for (Activity activity : Activity.values()) {
            columns.add(activity.text());
        }
        List<Chart.Row> rows = new ArrayList<>();
        names.forEach((name, word) -> {
            if (mean(name + ".count") > 0) {
                double[] values = new double[Activity.values().length];
                for (Activity activity : Activity.values()) {
                    values[activity.ordinal()] = mean(name + ".part." + activity.key());
                }
                rows.add(Chart.row(word, values));
            }
        });
        return new Chart(id, title, "The parts add up to the mean.", Chart.Form.STACK, Chart.Unit.NS, columns, rows);
    }

    /** What threads lose to each other. */
    Chart losses() {
        List<Chart.Row> rows = new ArrayList<>();
        for (Loss loss : Bottleneck.losses(result)) {
            double share = mean("lost." + loss.key());
            if (share > LEAST) {
                rows.add(Chart.row(loss.text(), share));
            }
        }
        return bars(
                "lost",
                "What threads lose time to",
                "Of the time of threads that are busy; what is left is work of their own.",
                Chart.Unit.SHARE,
                List.of("what", "share of busy time"),
                rows);
    }

    private static Chart bars(
            String id, String title, String about, Chart.Unit unit, List<String> columns, List<Chart.Row> rows) {
        return new Chart(id, title, about, Chart.Form.BARS, unit, columns, rows);
    }

    /** How long locks of the kernel are waited for, and held. */
    Chart locks() {
        List<Chart.Row> rows = new ArrayList<>();
        for (String lock : new String[] {"mmu_lock", "slots_lock", "tdx_lock"}) {
            for (String mode : new String[] {"read", "write"}) {
                String name = "lock." + lock + "." + mode;
                if (LoadResult.names().contains(name + ".hold.count") && mean(name + ".hold.count") > 0) {
                    rows.add(Chart.row(
                            lock.equals("mmu_lock") ? lock + " " + mode : lock,
                            mean(name + ".wait.mean"),
                            mean(name + ".wait.p99"),
                            mean(name + ".hold.mean"),
                            mean(name + ".hold.p99")));
                }
            }
        }
        return bars(
                "locks",
                "Locks of KVM: waits and holds",
                "From the request to the grant, and from there to the release.",
                Chart.Unit.NS,
                List.of("lock", "wait, mean", "wait, p99", "hold, mean", "hold, p99"),
                rows);
    }

    /** How often the guest faults in a row without getting on, as the TDX module counts it. */
    Chart streaks() {
        List<Chart.Row> rows = new ArrayList<>();
        boolean isAny = mean("zero_step.streak.count") > mean("zero_step.streak.1.count");
        for (String length : isAny ? LENGTHS : new String[0]) {
            double count = mean("zero_step.streak." + length + ".count");
            rows.add(Chart.row(length.equals("more") ? "7 or more" : length, count));
        }
        boolean isLive = result.job().vm().zeroStep() == Job.ZeroStep.LIVE;
        return bars(
                "streaks",
                "Faults in a row at one instruction",
                "How often in a replication; private pages only, and no ACCEPTs. From the seventh on the TDX module takes"
                        + " it for stepping" + (isLive ? "." : ", or would, as its defence is off here."),
                Chart.Unit.COUNT,
                List.of("faults", "count"),
                rows);
    }

    /** Why attempts of faults were made again, and which call was refused by which. */
    Chart refusals() {
        List<Chart.Row> rows = new ArrayList<>();
        for (RetryWhy why : RetryWhy.values()) {
            String word = why.name().toLowerCase(Locale.ROOT);
            double count = mean("retry." + word + ".count");
            if (count > 0) {
                rows.add(Chart.row("fault retried: " + word, count));
            }
        }
        result.causes().forEach((cause, count) -> rows.add(Chart.row(cause, count)));
        return bars(
                "refusals",
                "Retries and refusals, by cause",
                "How often in a replication an attempt of a fault came to nothing, and a TDX call was refused as busy.",
                Chart.Unit.COUNT,
                List.of("cause", "count"),
                rows);
    }
}
