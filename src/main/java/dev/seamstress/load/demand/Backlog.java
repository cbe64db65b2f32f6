package dev.seamstress.load.demand;

/** When the tasks that wait for a vCPU were to begin, oldest first. */
final class Backlog {
    private long[] times = new long[64];
    private int head;
    private int size;

    void add(long time) {
        if (size == times.length) {
            long[] more = new long[2 * size];
            for (int i = 0; i < size; i++) {
                more[i] = times[head + i & times.length - 1];
            }
            times = more;
            head = 0;
        }
        times[head + size++ & times.length - 1] = time;
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
