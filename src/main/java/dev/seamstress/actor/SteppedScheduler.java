package dev.seamstress.actor;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Virtual time. In a step, a timer is a message that is on its way from the moment it is set: when it arrives is a
 * choice like any other, so the strategy decides, not the delay. Outside of steps, Pekko's own timers wait until
 * nothing else is left to run.
 */
public final class SteppedScheduler extends AbstractScheduler {
    private final List<Timer> waiting = new ArrayList<>();
    private Pump pump;
    private long nowNs;

    /** The signature by which Pekko creates a scheduler. */
    public SteppedScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {}

    void setPump(Pump pump) {
        this.pump = pump;
        pump.setScheduler(this);
    }

    private static final class Timer implements Cancellable {
        private final long dueNs;
        private final Runnable task;
        private boolean isCancelled;

        Timer(long dueNs, Runnable task) {
            this.dueNs = dueNs;
            this.task = task;
        }

        @Override
        public boolean cancel() {
            boolean wasSet = !isCancelled;
            isCancelled = true;
            return wasSet;
        }

        @Override
        public boolean isCancelled() {
            return isCancelled;
        }
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        pump.requireOwner("a timer");
        if (pump.channels() != null) {
            task.run();
            return Cancellable.alreadyCancelled();
        }
        Timer timer = new Timer(nowNs + delay.toNanos(), () -> executor.execute(task));
        int at = waiting.size();
        while (at > 0 && waiting.get(at - 1).dueNs > timer.dueNs) {
            at--;
        }
        waiting.add(at, timer);
        return timer;
    }

    /** Lets time pass until the next timer; false if there is none. */
    boolean advance() {
        if (waiting.isEmpty()) {
            return false;
        }
        Timer next = waiting.remove(0);
        nowNs = next.dueNs;
        if (!next.isCancelled) {
            next.task.run();
        }
        return true;
    }

    @SuppressWarnings("deprecation") // abstract in the class that Pekko asks for
    @Override
    public Cancellable schedule(
            FiniteDuration initialDelay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        throw pump.fail("a repeated timer: nothing in a stepped system may run for ever");
    }

    @Override
    public double maxFrequency() {
        return 1e9;
    }
}
