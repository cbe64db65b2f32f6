package dev.seamstress.load.metrics;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.load.demand.OpClass;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Keeps over time what the numbers of a summary say of the whole run, under the same names. */
final class Recorder {
    private final TreeMap<String, Kept> levels = new TreeMap<>();
    private final Map<OpClass, LatencyTrail> operations = new EnumMap<>(OpClass.class);
    private final LatencyTrail tasks = new LatencyTrail();
    private final Trail refusals = new Trail();
    private final Trail retries = new Trail();
    private final Map<String, Mailbox> mailboxes = new TreeMap<>();

    private long done;

    private record Kept(Level level, Trail trail) {}

    /** {@code locks}: by number, null for those that nobody waits for. */
    Recorder(LockMeter[] locks, ModuleMeter module, Level backlog) {
        for (int number = 0; number < locks.length; number++) {
            if (locks[number] != null) {
                lock("lock." + KernelLock.name(number), locks[number]);
            }
        }
        module.locks().forEach((name, level) -> share("module." + name + ".utilisation", level));
        average("actor.tdx.calls", module.inCalls());
        average("task.queue.length", backlog);
        for (OpClass each : OpClass.values()) {
            operations.put(each, new LatencyTrail());
        }
    }

    private void lock(String name, LockMeter lock) {
        for (Grant.Mode mode : Grant.Mode.values()) {
            share(name + "." + key(mode) + ".utilisation", lock.holders(mode));
        }
        average(name + ".queue.length", lock.queue().length());
    }

    /** Keeps for which share of the time it is not 0. */
    void share(String name, Level level) {
        levels.put(name, new Kept(level, level.keepShares()));
    }

    /** Keeps its average. */
    void average(String name, Level level) {
        levels.put(name, new Kept(level, level.keepAverages()));
    }

    /** Keeps how busy the actor is. */
    void actor(String name, Mailbox mailbox) {
        mailboxes.put(name, mailbox);
    }

    void operation(OpClass what, long time, long ns) {
        done++;
        operations.get(what).record(time, ns);
    }

    void task(long time, long ns) {
        tasks.record(time, ns);
    }

    /** An entry of a page table has changed. */
    void changed() {
        done++;
    }

    /** How many operations have ended and entries have changed since the run began. */
    long done() {
        return done;
    }

    void refused(long time) {
        refusals.count(time);
    }

    void retried(long time) {
        retries.count(time);
    }

    /** Begins anew; levels and mailboxes are begun anew by who has them. */
    void reset(long time) {
        operations.values().forEach(trail -> trail.reset(time));
        tasks.reset(time);
        refusals.reset(time);
        retries.reset(time);
    }

    /** What was kept of numbers, up to {@code end}. */
    List<Series> series(long origin, long end) {
        List<Series> series = new ArrayList<>();
        levels.forEach((name, kept) -> series.add(level(name, kept.level, kept.trail, origin, end)));
        mailboxes.forEach(
                (name, box) -> series.add(series(name + ".utilisation", Series.Kind.LEVEL, box.busy(), origin, end)));
        series.add(series("busy.rate", Series.Kind.RATE, refusals, origin, end));
        series.add(series("retry.rate", Series.Kind.RATE, retries, origin, end));
        return series;
    }

    /** What was kept of times, with what the meter has of faults, by metric. */
    LinkedHashMap<String, LatencyTrail> times(FaultMeter faults) {
        LinkedHashMap<String, LatencyTrail> times = new LinkedHashMap<>();
        for (FaultClass which : FaultClass.values()) {
            times.put("fault." + key(which), faults.trail(which));
        }
        operations.forEach((what, trail) -> times.put("op." + key(what), trail));
        times.put("task", tasks);
        return times;
    }

    private static String key(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** What was kept of a level. */
    static Series level(String name, Level level, Trail trail, long origin, long end) {
        level.set(end, level.level());
        return series(name, Series.Kind.LEVEL, trail, origin, end);
    }

    private static Series series(String name, Series.Kind kind, Trail trail, long origin, long end) {
        return new Series(name, kind, Trail.width(end - origin), Math.max(1, end - origin), trail.sums(end));
    }
}
