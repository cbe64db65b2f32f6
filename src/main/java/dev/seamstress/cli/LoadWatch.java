package dev.seamstress.cli;

import dev.seamstress.load.random.Times;
import dev.seamstress.load.run.LoadRun;
import dev.seamstress.load.run.Replications;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells how a load run gets on, about how long it will still take, and what one replication has come to so far.
 *
 * <p>On a terminal one line is written again and again; elsewhere there is one after two seconds, and then every ten.
 * What it says is no result, and goes to stderr.
 */
final class LoadWatch implements Replications.Watch {
    private static final Duration ON_A_TERMINAL = Duration.ofMillis(500);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final double ENOUGH = 0.01;
    private static final int NARROW = 79;

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
    public synchronized void at(int number, double share, Supplier<LoadRun.SoFar> soFar) {
        shares[number] = share;
        long now = clock.getAsLong() - start;
        if (now >= nextNs) {
            nextNs = now + (isTerminal ? ON_A_TERMINAL : ELSEWHERE).toNanos();
            show(now, number, soFar.get());
        }
    }

    @Override
    public synchronized void ended(int number) {
        done++;
        shares[number] = 1;
    }

    private void show(long now, int number, LoadRun.SoFar soFar) {
        double sum = 0;
        for (double share : shares) {
            sum += share;
        }
        double share = sum / shares.length;
        String left = share < ENOUGH ? "" : ", about " + text((1 - share) / share * now / 1e9) + " left";
        String one = String.format(
                Locale.ROOT,
                "%,d faults in %s, p99 %s",
                soFar.faults(),
                Times.text(soFar.ns()),
                Times.text(soFar.p99()));
        if (isTerminal) {
            // A line that is broken cannot be written again.
            String line = String.format(
                    Locale.ROOT,
                    "%.0f %%, %d of %d done%s; %d: %s; %s",
                    100 * share,
                    done,
                    shares.length,
                    left,
                    number + 1,
                    one,
                    title);
            err.print("\r\u001b[K" + line.substring(0, Math.min(line.length(), NARROW)));
            err.flush();
            isLineOpen = true;
        } else {
            err.printf(
                    Locale.ROOT,
                    "%s: %d of %d replications are at their end, %.0f %% of all is done%s; replication %d: %s%n",
                    title,
                    done,
                    shares.length,
                    100 * share,
                    left,
                    number + 1,
                    one);
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
