package dev.seamstress.actor;

import java.util.ArrayDeque;
import org.apache.pekko.actor.setup.Setup;
import scala.Function0;
import scala.concurrent.BlockContext;
import scala.concurrent.CanAwait;

/**
 * The one thread of a stepped system and what it still has to run: Pekko's housekeeping (creation, stop, watching,
 * tasks), which is no choice and runs as soon as the pump is called.
 *
 * <p>It travels into the system as a setup, so that the dispatcher finds it.
 *
 * <p>Errors: whoever calls from another thread gets an exception, and so does the driver's thread at its next check,
 * for Pekko swallows what a tell throws. The system is then unusable.
 */
final class Pump extends Setup implements BlockContext {
    private final Thread owner = Thread.currentThread();
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private SteppedScheduler scheduler;
    private Channels channels;

    // The first failure, which may come from any thread.
    private volatile IllegalStateException failure;

    /** The scheduler whose time passes when nothing else is left to run. */
    void setScheduler(SteppedScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Where shells' messages wait in this run; null between runs. */
    void setChannels(Channels channels) {
        this.channels = channels;
    }

    Channels channels() {
        return channels;
    }

    void requireOwner(String what) {
        if (Thread.currentThread() != owner) {
            throw fail(what + " from thread " + Thread.currentThread().getName() + "; a stepped system belongs to "
                    + owner.getName() + " alone");
        }
    }

    /** Records the failure, and returns it to be thrown. */
    IllegalStateException fail(String text) {
        IllegalStateException error = new IllegalStateException(text);
        if (failure == null) {
            failure = error;
        }
        return error;
    }

    /** Errors: throws the first failure. */
    void check() {
        IllegalStateException first = failure;
        if (first != null) {
            throw new IllegalStateException(first.getMessage(), first);
        }
    }

    void later(Runnable task) {
        ready.add(task);
    }

    void run() {
        Runnable next;
        while ((next = ready.poll()) != null) {
            next.run();
        }
    }

    /** Who waits on the only thread waits for something that this thread must do. */
    @Override
    public <T> T blockOn(Function0<T> thunk, CanAwait permission) {
        do {
            run();
        } while (scheduler != null && scheduler.advance());
        return thunk.apply();
    }
}
