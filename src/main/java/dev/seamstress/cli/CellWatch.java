package dev.seamstress.cli;

import dev.seamstress.explore.Limits;
import dev.seamstress.explore.SearchEnd;
import java.time.Duration;

/** Ends the searches of a table when its time is up or somebody interrupts. */
final class CellWatch implements Limits.Watch {
    private final Interrupt interrupt;
    private final long endNs;

    /** {@code time}: how long all searches together may take; null for as long as they want. */
    CellWatch(Interrupt interrupt, Duration time) {
        this.interrupt = interrupt;
        this.endNs = time == null ? Long.MAX_VALUE : now() + time.toNanos();
    }

    /** Nanoseconds from some moment on. */
    static long now() {
        return System.nanoTime() - START;
    }

    private static final long START = System.nanoTime();

    @Override
    public SearchEnd look(long states, long transitions, int depth) {
        if (interrupt.isRaised()) {
            return SearchEnd.INTERRUPTED;
        }
        return now() < endNs ? null : SearchEnd.TIME;
    }
}
