package dev.seamstress.cli;

import dev.seamstress.explore.Limits;
import dev.seamstress.explore.SearchEnd;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Watches a search: tells how it gets on, and ends it when its time is up or somebody interrupts.
 *
 * <p>On a terminal one line is written again and again; elsewhere there is one after two seconds, and then every ten.
 * What it says is no result, and goes to stderr.
 */
final class ExploreWatch implements Limits.Watch {
    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration ON_A_TERMINAL = Duration.ofMillis(500);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);
    private static final Duration FIRST = Duration.ofSeconds(2);

    private final PrintWriter err;
    private final Interrupt interrupt;
    private final boolean isTerminal;
    private final long start;
    private final long endNs;
    private String title = "";
    private long nextNs;
    private boolean isLineOpen;
    private boolean isTimeUp;

    /** {@code time}: how long all searches together may take; null for as long as they want. */
    ExploreWatch(PrintWriter err, Interrupt interrupt, Duration time, boolean isTerminal) {
        this.err = err;
        this.interrupt = interrupt;
        this.isTerminal = isTerminal;
        this.start = System.nanoTime();
        this.endNs = time == null ? NEVER : time.toNanos();
        this.nextNs = (isTerminal ? ON_A_TERMINAL : FIRST).toNanos();
    }

    private Duration period() {
        return isTerminal ? ON_A_TERMINAL : ELSEWHERE;
    }

    /** What is searched now. */
    synchronized void begin(String what) {
        title = what;
    }

    /** The same, and the title holds an answer: who has waited for some seconds gets it at once. */
    synchronized void tell(String what) {
        title = what;
        nextNs = Math.min(nextNs, Math.max(FIRST.toNanos(), System.nanoTime() - start));
    }

    @Override
    public SearchEnd look(long states, long transitions, int depth) {
        return look(() -> states > 0
                ? String.format(Locale.ROOT, "%,d states, %,d steps, depth %,d", states, transitions, depth)
                : String.format(Locale.ROOT, "%,d steps", transitions));
    }

    @Override
    public SearchEnd walked(long schedules, long steps) {
        return look(() -> String.format(Locale.ROOT, "%,d schedules, %,d steps", schedules, steps));
    }

    private synchronized SearchEnd look(Supplier<String> how) {
        long now = System.nanoTime() - start;
        if (now >= nextNs) {
            nextNs = now + period().toNanos();
            show(now, how.get());
        }
        if (interrupt.isRaised()) {
            return SearchEnd.INTERRUPTED;
        }
        isTimeUp |= now >= endNs;
        return isTimeUp ? SearchEnd.TIME : null;
    }

    private void show(long now, String what) {
        String line = String.format(Locale.ROOT, "%s: %s, %.0f s", title, what, now / 1e9);
        if (isTerminal) {
            err.print("\r\u001b[K" + line);
            err.flush();
            isLineOpen = true;
        } else {
            err.println(line);
        }
    }

    /** Leaves nothing behind on a terminal. */
    void end() {
        if (isLineOpen) {
            err.print("\r\u001b[K");
            err.flush();
            isLineOpen = false;
        }
    }

    /** True if somebody wants all to end. */
    boolean isInterrupted() {
        return interrupt.isRaised();
    }
}
