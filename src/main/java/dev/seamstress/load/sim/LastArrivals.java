package dev.seamstress.load.sim;

/**
 * When the last message of each sender to each receiver arrives: messages that one machine sends another do not
 * overtake each other.
 *
 * <p>Shape: a square with a row for the one of the two that has the greater id. Owners have greater ids than threads,
 * so what threads exchange with an owner stands side by side, and a run of many threads does not walk through it all.
 */
final class LastArrivals {
    private final long[] times;
    private final long[] own;
    private final int machines;

    LastArrivals(int machines) {
        this.machines = machines;
        this.times = new long[machines * machines];
        this.own = new long[machines];
    }

    /** The time at which a message arrives that would arrive at {@code time}; the next one's is not before it. */
    long notBefore(long time, int from, int to) {
        if (from == to) {
            own[to] = Math.max(time, own[to]);
            return own[to];
        }
        int place = from < to ? to * machines + from : (machines - 1 - from) * machines + machines - 1 - to;
        long arrival = Math.max(time, times[place]);
        times[place] = arrival;
        return arrival;
    }
}
