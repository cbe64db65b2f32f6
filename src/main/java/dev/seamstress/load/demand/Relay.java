package dev.seamstress.load.demand;

import dev.seamstress.core.thread.OpResult;
import java.util.function.LongSupplier;

/** Stands between a workload and those who see it and tell it the time, which are made after it. */
public final class Relay implements Watcher, LongSupplier {
    private Watcher watcher;
    private LongSupplier clock;
    private TaskListener listener = (intended, time) -> {};

    /** Is told when tasks are over, and when they were to begin. */
    public interface TaskListener {
        void ended(long intended, long time);
    }

    /** From now on everything goes through. */
    public void connect(Watcher next, LongSupplier time) {
        watcher = next;
        clock = time;
    }

    /** Somebody else hears of tasks, too. */
    public void listen(TaskListener another) {
        listener = another;
    }

    @Override
    public long getAsLong() {
        return clock.getAsLong();
    }

    @Override
    public void begun(int thread, OpClass what, long time) {
        watcher.begun(thread, what, time);
    }

    @Override
    public void ended(int thread, OpClass what, long time, OpResult result) {
        watcher.ended(thread, what, time, result);
    }

    @Override
    public void task(long intended, long began, long time) {
        watcher.task(intended, began, time);
        listener.ended(intended, time);
    }

    @Override
    public void taken(long intended, long time) {
        watcher.taken(intended, time);
    }

    @Override
    public void dropped(long intended, long time) {
        watcher.dropped(intended, time);
    }

    @Override
    public void parked(int thread, long time) {
        watcher.parked(thread, time);
    }

    @Override
    public void unparked(int thread, long time) {
        watcher.unparked(thread, time);
    }

    @Override
    public void waiting(long time, int tasks) {
        watcher.waiting(time, tasks);
    }
}
