package dev.seamstress.load.report;

import dev.seamstress.core.mmu.ZapReason;
import dev.seamstress.load.demand.OpClass;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.FaultClass;
import dev.seamstress.load.run.LoadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The charts of a result, in the order in which they are shown; those that would be empty are not there. {@code byTd}:
 * where there are several TDs, those over time of each, in the same order.
 */
record Charts(List<Chart> all, List<Chart> byTd) {
    /** What is a smaller share of all faults says nothing of how things change. */
    private static final double SELDOM = 0.01;

    private static final TreeMap<String, String> FAULTS = words("fault.", "", FaultClass.values());
    private static final TreeMap<String, String> OPERATIONS = words("op.", "", OpClass.values());
    private static final TreeMap<String, String> ZAPS = words("zap.", "zap: ", ZapReason.values());

    Charts {
        all = List.copyOf(all);
        byTd = List.copyOf(byTd);
    }

    private static TreeMap<String, String> words(String start, String before, Enum<?>... names) {
        TreeMap<String, String> words = new TreeMap<>();
        for (Enum<?> name : names) {
            String word = name.name().toLowerCase(Locale.ROOT);
            words.put(start + word, before + word.replace('_', ' '));
        }
        return words;
    }

    static Charts of(LoadResult result, Optional<Curve> curve) {
        List<Chart> charts = new ArrayList<>();
        curve.ifPresent(each -> charts.add(each.chart()));
        TimeCharts time = new TimeCharts(result);
        Causes causes = new Causes(result);
        charts.add(causes.losses());
        charts.add(time.chart(over -> utilisation(result.job(), over)));
        FAULTS.forEach((name, word) -> {
            if (result.estimate(name + ".count").mean()
                    > SELDOM * result.estimate("fault.count").mean()) {
                charts.add(time.chart(
                        over -> over.percentiles(name.replace('.', '-'), name, "Page faults over time: " + word)));
            }
        });
        charts.add(
                time.chart(over -> over.percentiles("tasks", "task", "Tasks over time, from when they were to begin")));
        charts.add(time.chart(over -> over.rates("fault-rates", "Page faults a second", FAULTS)));
        charts.add(time.chart(over -> over.rates("operation-rates", "Operations a second", OPERATIONS)));
        charts.add(causes.parts("fault-parts", "What page faults are made of, on average", FAULTS));
        charts.add(causes.parts("operation-parts", "What operations are made of, on average", OPERATIONS));
        charts.add(causes.parts("zap-parts", "What zaps are made of, on average", ZAPS));
        Distributions distributions = new Distributions(result);
        charts.add(distributions.bins("fault-bins", "How long page faults take", FAULTS));
        charts.add(distributions.spectrum("fault-spectrum", "Page faults by percentile", FAULTS));
        charts.add(distributions.spectrum("operation-spectrum", "Operations by percentile", OPERATIONS));
        charts.add(time.chart(Charts::queues));
        charts.add(causes.locks());
        charts.add(distributions.spectrum("wait-spectrum", "Waits for locks by percentile", waits()));
        charts.add(time.chart(Charts::refused));
        charts.add(causes.refusals());
        charts.add(causes.streaks());
        charts.removeIf(chart -> chart.rows().isEmpty());
        return new Charts(charts, time.byTd());
    }

    private static TreeMap<String, String> waits() {
        TreeMap<String, String> waits = new TreeMap<>();
        waits.put("lock.mmu_lock.read.wait", "mmu_lock read");
        waits.put("lock.mmu_lock.write.wait", "mmu_lock write");
        waits.put("lock.slots_lock.write.wait", "slots_lock");
        waits.put("lock.tdx_lock.write.wait", "tdx_lock");
        return waits;
    }

    private static Chart utilisation(Job job, OverTime time) {
        return time.levels(
                "utilisation",
                "How busy what is",
                "Locks: the share of time in which anybody holds them. Threads: the share that has an operation under"
                        + " way.",
                Chart.Unit.SHARE,
                List.of(
                        new OverTime.Line("lock.mmu_lock.read.utilisation", "mmu_lock read", 1),
                        new OverTime.Line("lock.mmu_lock.write.utilisation", "mmu_lock write", 1),
                        new OverTime.Line("actor.mmu.utilisation", "word of mmu_lock", 1),
                        new OverTime.Line("lock.slots_lock.write.utilisation", "slots_lock", 1),
                        new OverTime.Line("lock.tdx_lock.write.utilisation", "tdx_lock", 1),
                        new OverTime.Line("module.tree.utilisation", "module's tree lock", 1),
                        new OverTime.Line("module.entry.utilisation", "module's entry locks", 1),
                        new OverTime.Line("actor.vcpu.busy", "vCPUs", job.vm().vcpus()),
                        new OverTime.Line("actor.host.busy", "threads of the host", hosts(job))));
    }

    /** A thread for each background, and one that destroys the TD, if it is to be. */
    private static int hosts(Job job) {
        return job.background().size() + (job.isDestroyed() ? 1 : 0);
    }

    private static Chart queues(OverTime time) {
        return time.levels(
                "queues",
                "How many wait, and how many calls are under way",
                "Averages of each window.",
                Chart.Unit.COUNT,
                List.of(
                        new OverTime.Line("lock.mmu_lock.queue.length", "wait for mmu_lock", 1),
                        new OverTime.Line("lock.slots_lock.queue.length", "wait for slots_lock", 1),
                        new OverTime.Line("lock.tdx_lock.queue.length", "wait for tdx_lock", 1),
                        new OverTime.Line("task.queue.length", "tasks that wait for a vCPU", 1),
                        new OverTime.Line("actor.tdx.calls", "TDX calls under way", 1)));
    }

    private static Chart refused(OverTime time) {
        return time.levels(
                "refused-rates",
                "Retries and refusals a second",
                "Attempts of faults that came to nothing, and TDX calls that were refused as busy.",
                Chart.Unit.RATE,
                List.of(
                        new OverTime.Line("retry.rate", "attempts retried", 1),
                        new OverTime.Line("busy.rate", "calls refused", 1)));
    }
}
