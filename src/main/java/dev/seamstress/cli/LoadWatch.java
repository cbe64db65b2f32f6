package dev.seamstress.cli;

import dev.seamstress.load.run.Replications;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Tells how a load run gets on, and about how long it will still take.
 *
 * <p>On a terminal one line is written again and again; elsewhere there is one after two seconds, and then every ten.
 * What it says is no result, and goes to stderr.
 */
final class LoadWatch implements Replications.Watch {
    private static final Duration ON_A_TERMINAL = Duration.ofMillis(500);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final double ENOUGH = 0.01;

    private final PrintWriter err;
    private final String title;
    private final boolean isTerminal;
    private final LongSupplier clock;
    private final double[] shares;
    private final long start;
    private long nextNs;
    private int done;
    private boolean isLineOpen;

    /**
     * A watch that begins now.
     *
     * @param title what is played
     * @param clock nanoseconds from some moment on
     */
    LoadWatch(PrintWriter err, String title, int replications, boolean isTerminal, LongSupplier clock) {
        this.err = err;
        this.title = title;
        this.isTerminal = isTerminal;
        this.clock = clock;
        this.shares = new double[replications];
        this.start = clock.getAsLong();
        this.nextNs = (isTerminal ? ON_A_TERMINAL : FIRST).toNanos();
    }

    @Override
    public synchronized void at(int number, double share) {
        shares[number] = share;
        long now = clock.getAsLong() - start;
        if (now >= nextNs) {
            nextNs = now + (isTerminal ? ON_A_TERMINAL : ELSEWHERE).toNanos();
            show(now);
        }
    }

    @Override
    public synchronized void ended(int number) {
        done++;
        at(number, 1);
    }

    private void show(long now) {
        double sum = 0;
        for (double share : shares) {
            sum += share;
        }
        double share = sum / shares.length;
        String line = String.format(
                Locale.ROOT,
                "%s: %d of %d replications are at their end, %.0f %% of all is done%s",
                title,
                done,
                shares.length,
                100 * share,
                share < ENOUGH ? "" : ", about " + text((1 - share) / share * now / 1e9) + " left");
        if (isTerminal) {
            err.print("\r\u001b[K" + line);
            err.flush();
            isLineOpen = true;
        } else {
            err.println(line);
        }
    }

    private static String text(double seconds) {
        return seconds < 90
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }

    /** Leaves nothing behind on a terminal. */
    synchronized void end() {
        if (isLineOpen) {
            err.print("\r\u001b[K");
            err.flush();
            isLineOpen = false;
        }
    }
}
