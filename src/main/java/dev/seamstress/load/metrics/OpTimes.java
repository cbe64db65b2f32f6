package dev.seamstress.load.metrics;

import dev.seamstress.core.thread.OpResult;
import dev.seamstress.load.demand.OpClass;
import dev.seamstress.load.demand.Watcher;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long operations and tasks took, and nothing else: for a run whose locks and calls have no cost to account for.
 */
public final class OpTimes implements Watcher {
    private final long warmupNs;
    private final Map<OpClass, Latency> operations = new EnumMap<>(OpClass.class);
    private final Map<OpClass, Long> failed = new EnumMap<>(OpClass.class);
    private final long[] begun;
    private final Latency tasks = new Latency();

    /** Of that many threads. What begins before {@code warmupNs} does not count. */
    public OpTimes(int threads, long warmupNs) {
        this.begun = new long[threads];
        this.warmupNs = warmupNs;
        for (OpClass what : OpClass.values()) {
            operations.put(what, new Latency());
            failed.put(what, 0L);
        }
    }

    @Override
    public void begun(int thread, OpClass what, long time) {
        begun[thread] = time;
    }

    @Override
    public void ended(int thread, OpClass what, long time, OpResult result) {
        if (begun[thread] < warmupNs) {
            return;
        }
        operations.get(what).record(time - begun[thread]);
        if (result != OpResult.OK) {
            failed.merge(what, 1L, Long::sum);
        }
    }

    @Override
    public void task(long intended, long began, long time) {
        if (intended >= warmupNs) {
            tasks.record(time - intended);
        }
    }

    @Override
    public void taken(long intended, long time) {}

    @Override
    public void dropped(long intended, long time) {}

    @Override
    public void waiting(long time, int tasks) {}

    /** Of the operations of a kind. */
    public Latency of(OpClass what) {
        return operations.get(what);
    }

    /** How many of a kind did not succeed. */
    public long failed(OpClass what) {
        return failed.get(what);
    }

    /** From when a task was to begin to its end. */
    public Latency tasks() {
        return tasks;
    }
}
