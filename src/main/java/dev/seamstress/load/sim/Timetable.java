package dev.seamstress.load.sim;

/**
 * When each machine is free again, and when the last message of each sender to each receiver arrives: messages that one
 * machine sends another do not overtake each other.
 *
 * <p>Shape: a row for each machine with its own times, and with what it exchanges with the last three machines. Those
 * are the owners, as a rule, with whom threads exchange nearly everything, and a run of many threads goes from one row
 * to another with each delivery. All other pairs have their places in a square.
 */
final class Timetable {
    private static final int LAST = 3;
    private static final int WIDTH = 8;
    private static final int FREE = 0;
    private static final int OWN = 1;
    private static final int PAIRS = 2;

    private final long[] rows;
    private final long[] square;
    private final int machines;

    Timetable(int machines) {
        this.machines = machines;
        this.rows = new long[machines * WIDTH];
        this.square = new long[machines * machines];
    }

    /** When the machine has time for the next message. */
    long freeAt(int machine) {
        return rows[machine * WIDTH + FREE];
    }

    /** It has so from {@code time} on. */
    void free(int machine, long time) {
        rows[machine * WIDTH + FREE] = time;
    }

    /** The time at which a message arrives that would arrive at {@code time}; the next one's is not before it. */
    long arrival(long time, int from, int to) {
        int low = Math.min(from, to);
        int fromEnd = machines - 1 - Math.max(from, to);
        if (from == to) {
            return later(rows, low * WIDTH + OWN, time);
        }
        if (fromEnd < LAST) {
            return later(rows, low * WIDTH + PAIRS + 2 * fromEnd + (from < to ? 0 : 1), time);
        }
        return later(square, from * machines + to, time);
    }

    private static long later(long[] times, int place, long time) {
        long arrival = Math.max(time, times[place]);
        times[place] = arrival;
        return arrival;
    }
}
