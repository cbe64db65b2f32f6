package dev.seamstress.load.metrics;

import java.util.Arrays;

/**
 * A queue, measured twice: its length, read from the queue itself, and the waits, from the stamps of those who wait. By
 * Little's law the average length is the rate of arrivals times the average wait; if it is not, one of the two is
 * wrong.
 */
final class Queue {
    private final Level length = new Level();
    private final long[] arrived;
    private long origin;
    private long arrivals;
    private double waited;

    /** Of {@code members} who may wait in it. */
    Queue(int members) {
        arrived = new long[members];
        Arrays.fill(arrived, -1);
    }

    void arrives(long time, int member) {
        arrived[member] = time;
        arrivals++;
    }

    void leaves(long time, int member) {
        waited += time - Math.max(arrived[member], origin);
        arrived[member] = -1;
    }

    /** A wait of somebody who is no member. */
    void waited(long from, long to) {
        arrivals++;
        waited += to - Math.max(from, origin);
    }

    /** The queue says that so many wait. */
    void length(long time, int waiting) {
        length.set(time, waiting);
    }

    void reset(long time) {
        length.reset(time);
        origin = time;
        arrivals = 0;
        waited = 0;
    }

    Level length() {
        return length;
    }

    /** |L - λW| / L; who still waits counts up to {@code time}. */
    double residual(long time) {
        double average = length.average(time);
        double still = 0;
        for (long since : arrived) {
            still += since < 0 ? 0 : time - Math.max(since, origin);
        }
        if (average == 0) {
            return waited + still == 0 ? 0 : 1;
        }
        double rate = (double) arrivals / (time - origin);
        double wait = (waited + still) / Math.max(1, arrivals);
        return Math.abs(average - rate * wait) / average;
    }
}
