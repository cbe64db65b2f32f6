package dev.seamstress.load.metrics;

/**
 * A queue, measured twice: its length, read from the queue itself, and the waits, from the stamps of those who wait. By
 * Little's law the average length is the rate of arrivals times the average wait; if it is not, one of the two is
 * wrong.
 */
final class Queue {
    private static final long NONE = -1;

    private final Level length = new Level();
    private final Rows rows;
    private final int arrived;
    private long origin;
    private long arrivals;
    private long departures;
    private long givenUp;
    private double waited;

    /** Of the threads of these rows. */
    Queue(Rows rows) {
        this.rows = rows;
        this.arrived = rows.column(NONE);
    }

    void arrives(long time, int thread) {
        rows.of(thread)[arrived] = time;
        arrivals++;
    }

    void leaves(long time, int thread) {
        long[] row = rows.of(thread);
        waited += time - Math.max(row[arrived], origin);
        row[arrived] = NONE;
        departures++;
    }

    /** A wait of somebody who is no thread. */
    void waited(long from, long to) {
        arrivals++;
        departures++;
        waited += to - Math.max(from, origin);
    }

    /** The same of somebody who has not got what it has waited for. */
    void gaveUp(long from, long to) {
        waited(from, to);
        givenUp++;
    }

    /** The queue says that so many wait. */
    void length(long time, int waiting) {
        length.set(time, waiting);
    }

    void reset(long time) {
        length.reset(time);
        origin = time;
        arrivals = 0; // and who waits already arrives now
        for (int thread = 0; thread < rows.threads(); thread++) {
            arrivals += rows.of(thread)[arrived] == NONE ? 0 : 1;
        }
        departures = 0;
        givenUp = 0;
        waited = 0;
    }

    /** How many have not got what they had waited for. */
    long givenUp() {
        return givenUp;
    }

    Level length() {
        return length;
    }

    /** |L - λW| / L: L sampled, λ of those who came, W of those who left; who still waits counts up to {@code time}. */
    double residual(long time) {
        double average = length.average(time);
        double still = 0;
        long who = departures;
        for (int thread = 0; thread < rows.threads(); thread++) {
            long since = rows.of(thread)[arrived];
            still += since == NONE ? 0 : time - Math.max(since, origin);
            who += since == NONE ? 0 : 1;
        }
        if (average == 0) {
            return waited + still == 0 ? 0 : 1;
        }
        double rate = (double) arrivals / (time - origin);
        double wait = (waited + still) / Math.max(1, who);
        return Math.abs(average - rate * wait) / average;
    }
}
