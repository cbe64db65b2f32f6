package dev.seamstress.load.report;

import dev.seamstress.load.random.Times;
import dev.seamstress.load.run.Estimate;
import dev.seamstress.load.run.LoadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of a report: how long things took, and how busy what was. */
final class Tables {
    private static final String NONE = "";

    private final LoadResult result;

    Tables(LoadResult result) {
        this.result = result;
    }

    private Estimate estimate(String metric) {
        return result.estimate(metric);
    }

    private double mean(String metric) {
        return estimate(metric).mean();
    }

    private String time(String metric) {
        return Times.text(mean(metric));
    }

    static String count(double value) {
        return value == Math.rint(value) || Math.abs(value) >= 1000
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    /** Faults, operations, zaps and tasks; what never happened has no row. */
    Table latencies() {
        List<List<String>> rows = new ArrayList<>();
        for (String name : LoadResult.names()) {
            boolean isThing = name.matches("(fault|op|zap)\\.[a-z_]+\\.count|task\\.count");
            if (isThing && mean(name) > 0) {
                String start = name.substring(0, name.length() - ".count".length());
                rows.add(latency(start));
            }
        }
        List<String> columns =
                List.of("what", "count", "a second", "min", "p50", "p90", "p99", "\u00b1 of p99", "p99.9", "max");
        return new Table("How long things took", columns, rows);
    }

    private List<String> latency(String start) {
        Estimate p99 = estimate(start + ".p99");
        return List.of(
                start.replaceFirst("^op\\.", "").replaceFirst("\\.", " ").replace('_', ' '),
                count(mean(start + ".count")),
                count(mean(start + ".rate")),
                time(start + ".min"),
                time(start + ".p50"),
                time(start + ".p90"),
                time(start + ".p99"),
                p99.count() < 2 ? "-" : Times.text(p99.halfWidth()),
                time(start + ".p999"),
                time(start + ".max"));
    }

    /** Locks, words, actors: how busy, how often wanted, how long waited for and held, how many wait. */
    Table resources() {
        List<List<String>> rows = new ArrayList<>();
        for (String lock : new String[] {"mmu_lock.read", "mmu_lock.write", "slots_lock.write", "tdx_lock.write"}) {
            String name = "lock." + lock;
            if (mean(name + ".hold.count") > 0) {
                rows.add(List.of(
                        lock.replace('.', ' '),
                        percent(mean(name + ".utilisation")),
                        count(mean(name + ".wait.rate")),
                        time(name + ".wait.mean"),
                        time(name + ".wait.p99"),
                        time(name + ".hold.mean"),
                        count(mean("lock." + lock.substring(0, lock.indexOf('.')) + ".queue.length")),
                        percent(mean(name + ".contention"))));
            }
        }
        rows.add(List.of(
                "word of mmu_lock",
                percent(mean("actor.mmu.utilisation")),
                count(mean("actor.mmu.rate")),
                time("actor.mmu.wait.mean"),
                time("actor.mmu.wait.p99"),
                time("actor.mmu.hold.mean"),
                count(mean("actor.mmu.queue.length")),
                NONE));
        for (String lock : new String[] {"tree", "entry", "epoch", "op_state", "tdr"}) {
            rows.add(moduleLock(lock));
        }
        rows.add(thread("vCPUs", "actor.vcpu"));
        if (!result.job().background().isEmpty()) {
            rows.add(thread("threads of the host", "actor.host"));
        }
        List<String> columns =
                List.of("what", "busy", "wanted a second", "wait", "wait p99", "hold", "waiting", "contention");
        return new Table("How busy what was", columns, rows);
    }

    private List<String> moduleLock(String lock) {
        String name = "module." + lock;
        boolean isRefusing = LoadResult.names().contains(name + ".contention");
        double seconds = mean("run.time") / 1e9;
        return List.of(
                "module: " + lock,
                percent(mean(name + ".utilisation")),
                count(mean(name + ".count") / seconds),
                NONE,
                NONE,
                time(name + ".hold.mean"),
                NONE,
                isRefusing ? percent(mean(name + ".contention")) : NONE);
    }

    private List<String> thread(String what, String name) {
        return List.of(what, percent(mean(name + ".utilisation")), NONE, NONE, NONE, NONE, NONE, NONE);
    }
}
