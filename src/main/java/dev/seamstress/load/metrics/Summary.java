package dev.seamstress.load.metrics;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.core.mmu.ZapReason;
import dev.seamstress.load.demand.OpClass;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What came out of one run: numbers by name, and distributions by the name that those of their numbers begin with.
 *
 * <p>Shape: times in nanoseconds, rates per second, shares from 0 to 1. Every summary has every name but those of
 * {@code causes}, which say how often which SEAMCALL was refused by which.
 */
public record Summary(
        TreeMap<String, Double> values, TreeMap<String, Histogram> histograms, TreeMap<String, Long> causes) {
    private static final double[] PERCENTS = {50, 90, 99, 99.9};
    private static final String[] PERCENTILES = {"p50", "p90", "p99", "p999"};

    /** Of everything that the meter saw. Requires: it is closed. */
    public static Summary of(Meter meter) {
        Summary summary =
                new Summary(new TreeMap<>(), new TreeMap<>(), meter.module().causes());
        summary.addFaults(meter);
        summary.addStreaks(meter.streaks());
        summary.addOperations(meter);
        summary.addLocks(meter);
        summary.addModule(meter);
        summary.addDestruction(meter.destroyed());
        summary.addRun(meter);
        summary.addZaps(meter);
        summary.addActors(meter);
        summary.addLosses(meter);
        return summary;
    }

    /** Of all TDs together; see {@link Together}. */
    public static Summary of(Meters meters) {
        if (meters.all().size() == 1) {
            return of(meters.all().get(0));
        }
        Summary summary = Together.of(meters.all().stream().map(Summary::of).toList());
        double residual = summary.addTdxLock(meters.tdxLock(), meters.all().get(0));
        double busy = meters.all().stream().mapToDouble(Summary::busyNs).sum();
        summary.put("lost." + Loss.TDX_LOCK.key(), share(meters.lostNs(), busy));
        summary.put("little.worst", Math.max(residual, summary.values().get("little.worst")));
        return summary;
    }

    private static double seconds(Meter meter) {
        return Math.max(1, meter.end() - meter.origin()) / 1e9;
    }

    private void put(String name, double value) {
        values.put(name, value);
    }

    private void put(String name, long value) {
        values.put(name, (double) value);
    }

    private static String key(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private void addFaults(Meter meter) {
        for (FaultClass which : FaultClass.values()) {
            addLatency("fault." + key(which), meter.faults().latency(which), meter);
            addParts("fault." + key(which), meter.faults().latency(which));
        }
        long retries = 0;
        for (RetryWhy why : RetryWhy.values()) {
            put("retry." + key(why) + ".count", meter.faults().retries(why));
            retries += meter.faults().retries(why);
        }
        put("retry.count", retries);
        put("retry.share", share(retries, meter.faults().attempts()));
    }

    /** Names of lengths; the last one is for all that are longer. */
    private void addStreaks(StreakMeter streaks) {
        long all = 0;
        for (int length = 1; length <= StreakMeter.THRESHOLD + 1; length++) {
            boolean isMore = length > StreakMeter.THRESHOLD;
            put("zero_step.streak." + (isMore ? "more" : length) + ".count", streaks.count(length));
            all += streaks.count(length);
        }
        long over = streaks.count(StreakMeter.THRESHOLD + 1);
        put("zero_step.streak.count", all);
        put("zero_step.near.count", streaks.count(StreakMeter.THRESHOLD) + over);
        put("zero_step.max_streak", streaks.longest());
    }

    private static double share(double part, double all) {
        return all == 0 ? 0 : part / all;
    }

    private static double share(long part, long all) {
        return share((double) part, (double) all);
    }

    /** The percentile that is called so. */
    static double percentile(Histogram histogram, String name) {
        return histogram.getValueAtPercentile(PERCENTS[List.of(PERCENTILES).indexOf(name)]);
    }

    private void addLatency(String name, Latency latency, Meter meter) {
        put(name + ".count", latency.count());
        put(name + ".rate", latency.count() / seconds(meter));
        put(name + ".mean", latency.mean());
        put(name + ".min", latency.min());
        for (int i = 0; i < PERCENTS.length; i++) {
            put(name + "." + PERCENTILES[i], latency.percentile(PERCENTS[i]));
        }
        put(name + ".max", latency.max());
        histograms.put(name, latency.histogram());
    }

    /** What the mean is made of. */
    private void addParts(String name, Latency latency) {
        for (Activity activity : Activity.values()) {
            put(name + ".part." + activity.key(), share(latency.part(activity), latency.count()));
        }
    }

    private void addOperations(Meter meter) {
        for (OpClass which : OpClass.values()) {
            addLatency("op." + key(which), meter.operations().latency(which), meter);
            addParts("op." + key(which), meter.operations().latency(which));
            put("op." + key(which) + ".failed", meter.operations().failures(which));
        }
        addLatency("task", meter.responses(), meter);
        put("task.dropped.count", meter.backlog().givenUp());
        put("task.queue.length", meter.backlog().length().average(meter.end()));
        put("task.queue.max", meter.backlog().length().peak());
        put("task.queue.little", meter.backlog().residual(meter.end()));
    }

    private void addLocks(Meter meter) {
        double worst = meter.backlog().residual(meter.end());
        for (KernelLock lock : new KernelLock[] {KernelLock.MMU_LOCK, KernelLock.SLOTS_LOCK}) {
            String name = "lock." + key(lock);
            LockMeter metered = meter.lock(lock.number());
            for (Grant.Mode mode : Grant.Mode.values()) {
                addMode(name + "." + key(mode), metered, mode, meter);
            }
            worst = Math.max(worst, addQueue(name, metered, meter));
        }
        addTdxLock(meter.lock(KernelLock.TDX_LOCK), meter);
        put("little.worst", worst);
    }

    /** Returns how far its two measurements differ. */
    private double addQueue(String name, LockMeter metered, Meter meter) {
        Queue queue = metered.queue();
        put(name + ".queue.length", queue.length().average(meter.end()));
        put(name + ".queue.max", queue.length().peak());
        put(name + ".queue.little", queue.residual(meter.end()));
        return queue.residual(meter.end());
    }

    private double addTdxLock(LockMeter metered, Meter meter) {
        addMode("lock.tdx_lock.write", metered, Grant.Mode.WRITE, meter);
        return addQueue("lock.tdx_lock", metered, meter);
    }

    private void addMode(String name, LockMeter lock, Grant.Mode mode, Meter meter) {
        addLatency(name + ".wait", lock.waits(mode), meter);
        addLatency(name + ".hold", lock.holds(mode), meter);
        put(name + ".holders", lock.holders(mode).average(meter.end()));
        put(name + ".utilisation", lock.holders(mode).share(meter.end()));
        put(name + ".contention", share(lock.contended(mode), lock.waits(mode).count()));
    }

    private void addModule(Meter meter) {
        ModuleMeter module = meter.module();
        for (Map.Entry<String, Level> lock : module.locks().entrySet()) {
            addLevel("module." + lock.getKey(), lock.getValue(), meter);
        }
        addLevel("module.tdr", meter.guests(), meter);
        put("module.calls.rate", module.calls() / seconds(meter));
        put("busy.count", module.refusals());
        put("busy.share", share(module.refusals(), module.calls()));
        for (Loss lock : new Loss[] {Loss.MODULE_TREE, Loss.MODULE_ENTRY, Loss.MODULE_EPOCH, Loss.MODULE_OTHER}) {
            String name = lock.key().replace('_', '.');
            put(name + ".refusals", module.refusals(lock));
            put(name + ".contention", share(module.refusals(lock), module.calls()));
        }
    }

    /** How often it was taken, how many hold it on average, for how long each, and for which share of the time any. */
    private void addLevel(String name, Level level, Meter meter) {
        double holders = level.average(meter.end());
        put(name + ".count", level.rises());
        put(name + ".holders", holders);
        put(name + ".hold.mean", share(holders * seconds(meter) * 1e9, (double) level.rises()));
        put(name + ".utilisation", level.share(meter.end()));
    }

    private void addDestruction(DestroyMeter destroyed) {
        put("destroy.with_key.mean", destroyed.withKeyNs());
        put("destroy.key.mean", destroyed.keyNs());
        put("destroy.without_key.mean", destroyed.withoutKeyNs());
        put("destroy.pages.count", destroyed.pages());
        put("destroy.page.mean", share(destroyed.withKeyNs() + destroyed.withoutKeyNs(), destroyed.pages()));
    }

    private void addRun(Meter meter) {
        put("kick.count", meter.kicks());
        put("flush.count", meter.flushes());
        put("run.time", meter.end() - meter.origin());
        put("run.messages", meter.messages());
        put("run.unfinished.count", meter.operations().unfinished());
        put("run.unfinished.max", meter.operations().unfinishedNs());
        put("ipi.count", meter.ipis());
        put("track.count", meter.tracks());
        double faults = 0;
        for (FaultClass which : FaultClass.values()) {
            faults += meter.faults().latency(which).count();
        }
        put("fault.count", faults);
        put("fault.rate", faults / seconds(meter));
    }

    private void addZaps(Meter meter) {
        for (ZapReason reason : ZapReason.values()) {
            addLatency("zap." + key(reason), meter.zaps().latency(reason), meter);
            addParts("zap." + key(reason), meter.zaps().latency(reason));
        }
    }

    private void addActors(Meter meter) {
        addThreads("actor.vcpu", meter.actors().vcpus(), meter);
        addThreads("actor.host", meter.actors().hosts(), meter);
        addMailbox("actor.mmu", meter.actors().mmu(), meter);
        addMailbox("actor.tdx", meter.actors().tdx(), meter);
        put("actor.tdx.calls", meter.module().inCalls().average(meter.end()));
        put("actor.tdx.utilisation", meter.module().inCalls().share(meter.end()));
    }

    private void addThreads(String name, ThreadMeter threads, Meter meter) {
        double busy = threads.active().average(meter.end());
        put(name + ".busy", busy);
        put(name + ".utilisation", share(busy, threads.count()));
        put(name + ".utilisation.max", threads.most(meter.end()) / (seconds(meter) * 1e9));
    }

    private void addMailbox(String name, Mailbox box, Meter meter) {
        double all = seconds(meter) * 1e9;
        put(name + ".rate", box.waits().count() / seconds(meter));
        put(name + ".wait.mean", box.waits().mean());
        put(name + ".wait.p99", box.waits().percentile(99));
        put(name + ".wait.max", box.waits().max());
        put(name + ".hold.mean", box.services().mean());
        put(name + ".queue.length", box.waits().sum() / all);
        put(name + ".utilisation", box.services().sum() / all);
    }

    /** Shares of the time of all threads that were busy, or waited for each other in the guest. */
    private void addLosses(Meter meter) {
        double parked = meter.actors().parked().average(meter.end()) * seconds(meter) * 1e9;
        for (Loss loss : Loss.values()) {
            double lost = loss == Loss.GUEST_ACCEPT ? parked : meter.losses().ns(loss);
            put("lost." + loss.key(), share(lost, busyNs(meter)));
        }
    }

    private static double busyNs(Meter meter) {
        double all = seconds(meter) * 1e9;
        double busy = meter.actors().vcpus().active().average(meter.end())
                + meter.actors().hosts().active().average(meter.end());
        return busy * all + meter.actors().parked().average(meter.end()) * all;
    }
}
