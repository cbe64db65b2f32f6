package dev.seamstress.load.demand;

/** When the tasks that wait for a vCPU were to begin, oldest first. They are not more than {@link #MOST}. */
final class Backlog {
    /** So that memory stays flat where tasks come faster than they are done, however long that lasts. */
    static final int MOST = 1 << 22;

    private long[] times = new long[64];
    private int head;
    private int size;

    /** Returns false if there is no room for it. */
    boolean add(long time) {
        if (size == MOST) {
            return false;
        }
        if (size == times.length) {
            long[] more = new long[2 * size];
            for (int i = 0; i < size; i++) {
                more[i] = times[head + i & times.length - 1];
            }
            times = more;
            head = 0;
        }
        times[head + size++ & times.length - 1] = time;
        return true;
    }

    long take() {
        long time = times[head];
        head = head + 1 & times.length - 1;
        size--;
        return time;
    }

    int size() {
        return size;
    }

    /** Nobody will take those that still wait. */
    void drop(Watcher watcher, long time) {
        while (size > 0) {
            watcher.dropped(take(), time);
        }
        watcher.waiting(time, 0);
    }
}
