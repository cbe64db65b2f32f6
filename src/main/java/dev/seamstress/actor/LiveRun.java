package dev.seamstress.actor;

import dev.seamstress.trace.Crash;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the shells of one live run share: how many messages are on their way, the numbers of steps, the first crash.
 *
 * <p>A message is on its way until its step is over and that step's own messages are counted; so the count is 0 only
 * when nothing can happen any more, and then nothing will: no one but a step sends.
 */
final class LiveRun {
    private final AtomicLong onTheirWay = new AtomicLong();
    private final AtomicInteger nextStep = new AtomicInteger();
    private final AtomicReference<Crash> crash = new AtomicReference<>();
    private final CompletableFuture<RunResult.End> over = new CompletableFuture<>();

    private final int maxSteps;

    LiveRun(int maxSteps) {
        this.maxSteps = maxSteps;
    }

    /** Counts the messages that start the run; before the first is told. */
    void starting(int count) {
        onTheirWay.set(count);
        if (count == 0) {
            over.complete(RunResult.End.QUIESCENT);
        }
    }

    /**
     * A step that took one message is over and sends {@code count}; called before it sends them. A step that sends one
     * changes nothing, so a run of such steps does not meet at this counter.
     */
    void departing(int count) {
        if (count == 0) {
            if (onTheirWay.decrementAndGet() == 0) {
                over.complete(RunResult.End.QUIESCENT);
            }
        } else if (count > 1) {
            onTheirWay.getAndAdd(count - 1L);
        }
    }

    int nextStep() {
        int number = nextStep.getAndIncrement();
        if (number >= maxSteps) {
            over.complete(RunResult.End.MAX_STEPS);
        }
        return number;
    }

    /** How many steps have a number. */
    int steps() {
        return nextStep.get();
    }

    /** Ends the run; later crashes are consequences, or at least come second, and are not told. */
    void crashed(Crash next) {
        crash.compareAndSet(null, next);
        over.complete(RunResult.End.CRASHED);
    }

    /** The first crash, else null. */
    Crash crash() {
        return crash.get();
    }

    /** Completes when the run is over by itself. */
    CompletableFuture<RunResult.End> over() {
        return over;
    }
}
