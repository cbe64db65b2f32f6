package dev.seamstress.load.metrics;

/**
 * A number that changes now and then, such as how many hold a lock: its average over time, and how often it is not 0.
 */
final class Level {
    private int level;
    private int peak;
    private long since;
    private long origin;
    private double area;
    private long busy;
    private long rises;
    private Trail averages;
    private Trail shares;

    /** From now on its average is kept over time. */
    Trail keepAverages() {
        averages = new Trail();
        return averages;
    }

    /** From now on it is kept over time for which share of it the number is not 0. */
    Trail keepShares() {
        shares = new Trail();
        return shares;
    }

    /** The number is {@code next} from {@code time} on. A time before the last one counts as the last one. */
    void set(long time, int next) {
        long now = Math.max(time, since);
        area += (double) level * (now - since);
        busy += level > 0 ? now - since : 0;
        rises += Math.max(0, next - level);
        if (level > 0) {
            keep(now);
        }
        since = now;
        level = next;
        peak = Math.max(peak, next);
    }

    private void keep(long now) {
        if (averages != null) {
            averages.add(since, now, level);
        }
        if (shares != null) {
            shares.add(since, now, 1);
        }
    }

    void change(long time, int delta) {
        set(time, level + delta);
    }

    int level() {
        return level;
    }

    /** Begins anew at {@code time}, with the number as it is. */
    void reset(long time) {
        since = time;
        origin = time;
        peak = level;
        area = 0;
        busy = 0;
        rises = 0;
        if (averages != null) {
            averages.reset(time);
        }
        if (shares != null) {
            shares.reset(time);
        }
    }

    /** The average up to {@code time}. */
    double average(long time) {
        set(time, level);
        return since == origin ? 0 : area / (since - origin);
    }

    /** The share of the time in which it was not 0. */
    double share(long time) {
        set(time, level);
        return since == origin ? 0 : (double) busy / (since - origin);
    }

    /** By how much it has risen, all in all: how often a lock was taken. */
    long rises() {
        return rises;
    }

    int peak() {
        return peak;
    }
}
